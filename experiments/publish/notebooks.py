"""The notebooks as pages that open without Jupyter: ``python -m experiments.publish.notebooks``, or with ``--check``.

Runs each notebook in a kernel of its own and writes the page beside it. The seal at the foot says from which cells and
data tables the page was made, and a line above it has a hash of what the cells wrote: running them again shows whether
the model still gives that.
"""

from __future__ import annotations

import base64
import html
import io
import re
import sys
from pathlib import Path
from typing import Any

from experiments.extras import need
from experiments.publish import pages
from experiments.result import seal
from model.errors import InputError
from model.inputs.tables import own

FOLDER = pages.ROOT / "notebooks"
COMMAND = "python -m experiments.publish.notebooks"
SLIDERS = "sliders"
"""Tag of a cell that shows something in a running notebook only, and at the speed of its machine."""
PATIENCE = 600  # seconds for one cell
WIDTH, COLOURS = 1000, 64  # of a picture: enough for a screen, small enough for a repository
OUTPUTS = re.compile(r"<!-- outputs: (\w+) -->")
CSS = """
:root { color-scheme: light; }
body { font: 17px/1.5 system-ui, "DejaVu Sans", sans-serif; color: #1a1a1a; background: #fff; margin: 0 auto;
  max-width: 60rem; padding: 1rem 1rem 4rem; }
h1 { font-size: 1.8rem; line-height: 1.2; } h2 { font-size: 1.3rem; margin-top: 2.2rem; }
.anchor-link, .jp-InputPrompt, .jp-OutputPrompt, .prompt { display: none; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font-size: .85rem; margin: .3rem 0; }
.highlight, .jp-InputArea-editor { background: #f3f3f3; border-left: .25rem solid #0072B2; padding: .1rem .7rem; }
.jp-OutputArea, .output_subarea { overflow-x: auto; padding: .1rem .7rem; }
img { max-width: 100%; height: auto; }
table { border-collapse: collapse; font-size: .82rem; } th, td { padding: .15rem .5rem; text-align: right;
  border-bottom: 1px solid #ddd; }
.k, .kn, .ow { font-weight: 600; } .s1, .s2, .sd { color: #004a75; } .c1 { color: #555; font-style: italic; }
code { background: #f3f3f3; padding: .05rem .25rem; overflow-wrap: anywhere; }
a { color: #004a75; }
"""


def sources() -> list[Path]:
    """Every notebook."""
    return sorted(FOLDER.glob("*.ipynb"))


def page_of(source: Path) -> Path:
    """Where the page of a notebook lies."""
    return source.with_suffix(".html")


def read(source: Path) -> Any:
    """A notebook, without outputs."""
    import nbformat

    return nbformat.read(source, as_version=4)


def about(source: Path) -> tuple:
    """What decides a page: the cells and the data tables."""
    return [(cell.cell_type, cell.source) for cell in read(source).cells], own().hashes()


def execute(source: Path) -> Any:
    """The notebook with the outputs of its cells, run from the top folder in a kernel of its own."""
    import nbclient

    notebook = read(source)
    place = {"metadata": {"path": str(pages.ROOT)}}
    nbclient.NotebookClient(notebook, timeout=PATIENCE, kernel_name="python3", resources=place).execute()
    notebook.metadata.pop("widgets", None)  # where sliders stood: nothing moves them on a page
    for cell in notebook.cells:
        cell.execution_count = None if cell.cell_type == "code" else cell.get("execution_count")
        if cell.cell_type == "code":
            keep = SLIDERS not in cell.metadata.get("tags", [])
            cell.outputs = [
                o for o in cell.outputs if keep and o.get("name") != "stderr"
            ]  # where progress goes
    return notebook


def written(notebook: Any) -> str:
    """What the cells wrote, pictures aside: those depend on the machine's fonts."""
    parts = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            parts.append(
                "".join(output.get("text", "")) + "".join(data.get("text/html", data.get("text/plain", "")))
            )
    return re.sub(r" at 0x\w+", "", "\n".join(parts))


def small(notebook: Any) -> None:
    """Make the pictures of a notebook small."""
    from PIL import Image

    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            coded = output.get("data", {}).get("image/png")
            if coded is None:
                continue
            picture = Image.open(io.BytesIO(base64.b64decode(coded))).convert("RGB")
            picture.thumbnail((WIDTH, WIDTH * 4))
            file = io.BytesIO()
            picture.quantize(COLOURS).save(file, "png", optimize=True)
            output["data"]["image/png"] = base64.b64encode(file.getvalue()).decode("ascii")


def as_html(source: Path) -> str:
    """The page of a notebook: run, written out, sealed."""
    exporter = need("nbconvert").HTMLExporter(template_name="basic")
    notebook = execute(source)
    outputs = seal.digest(written(notebook))
    small(notebook)
    body, _ = exporter.from_notebook_node(notebook)
    heading = next(
        line for cell in notebook.cells for line in cell.source.splitlines() if line.startswith("# ")
    )
    text = (
        f'<!DOCTYPE html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>{html.escape(heading[2:])}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1"><style>{CSS}</style></head><body>\n'
        f"<main>{body}</main>\n<p>Made from <code>notebooks/{source.name}</code> by <code>{COMMAND}</code>.</p>\n"
        f"</body></html>\n<!-- outputs: {outputs} -->"
    )
    return seal.sealed("\n".join(line.rstrip() for line in text.splitlines()), about(source))


def stale(source: Path) -> str:
    """Why the page of a notebook is not current, or nothing; takes no run."""
    page = page_of(source)
    if not page.is_file():
        return "has no page"
    return seal.broken(page.read_text(encoding="utf-8"), about(source))


def main(arguments: list[str] | None = None) -> int:
    """Writes or checks the pages; returns 0, 1 where one that is checked differs, 2 where the extra is missing."""
    try:
        need("nbconvert")
    except InputError as error:
        print(f"edtu: {error}", file=sys.stderr)
        return 2
    return pages.publish(
        __doc__, COMMAND, lambda: {page_of(source): as_html(source) for source in sources()}, arguments
    )[0]


if __name__ == "__main__":
    sys.exit(main())
