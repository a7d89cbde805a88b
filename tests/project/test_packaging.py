"""What a stranger's machine meets: light imports, lock files for anywhere, no trace of our machines."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from support import ROOT

HEAVY = ("mesa", "pandas", "matplotlib", "pyarrow", "scipy")


def modules_after(code: str) -> set[str]:
    """Names of the heavy packages that are loaded after running some code in a fresh process."""
    code += f"\nimport sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    return set(out.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import model",
        "import experiments",
        "from model import run, compare, load",
        "from experiments.commands import listing; listing.entries('scenarios')",
    ],
)
def test_importing_loads_nothing_heavy(code):
    assert modules_after(code) == set()


LOCKS = ("requirements.lock", "requirements-extras.lock")
LOCKED_EXTRAS = (
    "analysis",
    "exchange",
    "cluster",
    "completion",
    "reach",
    "ui",
    "pages",
    "browser",
)  # that tests need


def locked(name: str) -> dict[str, str]:
    """Version by name of package, of a lock file."""
    lines = (ROOT / name).read_text().split()
    return {canonicalize_name(line.partition("==")[0]): line.partition("==")[2] for line in lines}


def wanted(*extras: str) -> list[Requirement]:
    """What the project asks for: of the core if no extra is named."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lines = (
        [project["optional-dependencies"][extra] for extra in extras] if extras else [project["dependencies"]]
    )
    return [Requirement(line) for group in lines for line in group]


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_holds_names_and_versions_only(name):
    lines = (ROOT / name).read_text().split()
    assert lines and all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line) for line in lines)
    assert len(locked(name)) == len(lines), "a package stands there twice"


def test_no_package_is_pinned_in_both_lock_files():
    assert set(locked(LOCKS[0])) & set(locked(LOCKS[1])) == set()


@pytest.mark.parametrize(
    ("names", "needs"),
    [(LOCKS[:1], wanted() + wanted("test")), (LOCKS, wanted(*LOCKED_EXTRAS))],
    ids=["core and tests", "extras"],
)
def test_the_lock_files_have_a_fitting_version_of_every_dependency(names, needs):
    pins = {package: version for name in names for package, version in locked(name).items()}
    found = {str(need): pins.get(canonicalize_name(need.name)) for need in needs}
    assert [need for need in needs if not found[str(need)] or found[str(need)] not in need.specifier] == []


@pytest.mark.extras
def test_what_the_packages_of_the_extras_need_is_pinned_and_fits():
    """Follows what the installed packages say they need, from the extras down."""
    pins = {package: version for name in LOCKS for package, version in locked(name).items()}
    todo, seen, bad = [(need.name, "") for need in wanted(*LOCKED_EXTRAS)], set(), []
    while todo:
        name, extra = todo.pop()
        if (canonicalize_name(name), extra) in seen:
            continue
        seen.add((canonicalize_name(name), extra))
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            pytest.skip(f"{name} is not installed; make test-extras installs it")
        if installed.version != pins.get(canonicalize_name(name)):
            pytest.skip(f"{name} {installed.version} is installed, which is not the pinned version")
        for need in map(Requirement, installed.requires or []):
            if need.marker and not need.marker.evaluate({"extra": extra}):
                continue
            if pins.get(canonicalize_name(need.name), "none") not in need.specifier:
                bad.append(f"{name} wants {need}, pinned is {pins.get(canonicalize_name(need.name))}")
            todo += [(need.name, part) for part in ("", *need.extras)]
    assert bad == []


def test_every_test_that_asks_for_an_optional_package_is_marked():
    """Else the gate of the extras would not run it."""
    unmarked = []
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        if "importor" + "skip" not in text:
            continue
        tree = ast.parse(text)
        functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
        head = "".join(ast.unparse(node) for node in tree.body if node not in functions)
        if "importor" + "skip" in head and "mark.extras" not in head:
            unmarked.append(path.relative_to(ROOT).as_posix())
        for node in functions:
            if "importor" + "skip" in ast.unparse(node):
                if not any("mark.extras" in ast.unparse(mark) for mark in node.decorator_list):
                    unmarked.append(f"{path.name}::{node.name}")
    assert unmarked == []


def test_the_gate_checks_style_then_all_tests_then_published_pages_then_extras():
    lines = (ROOT / ".ci" / "run").read_text().splitlines()
    assert [line for line in lines if line.startswith("make ")] == [
        "make lint",
        "make test",
        "make test-thorough",
        "make test-pages",
        "make test-extras",
    ]


@pytest.mark.parametrize("extras", [True, False])
@pytest.mark.parametrize("republish", [True, False])
@pytest.mark.parametrize("browser", [True, False])
@pytest.mark.parametrize("thorough", [True, False])
def test_every_test_is_run_by_exactly_one_step_of_the_gate(extras, republish, browser, thorough):
    recipes = (ROOT / "Makefile").read_text(encoding="utf-8").split("\n\n")
    chosen = {
        name: re.search(r'-m "?([a-z ]*\w)', recipe.partition("pytest")[2])[1]
        for recipe in recipes
        for name in [recipe.partition(":")[0]]
        if name in ("test", "test-thorough", "test-pages", "test-extras", "test-browser")
    }
    assert len(chosen) == 5
    marks = {"extras": extras, "republish": republish, "browser": browser, "thorough": thorough}
    assert sum(bool(eval(expression, marks)) for expression in chosen.values()) == 1


def test_no_skips_fails_a_run_with_a_skipped_test(tmp_path):
    (tmp_path / "test_one.py").write_text("import pytest\n\n\ndef test_one():\n    pytest.skip('why not')\n")
    found, found_by = (
        {},
        {
            **os.environ,
            "PYTHONPATH": str(ROOT / "tests"),
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
        },
    )
    for words in ((), ("--no-skips",)):
        command = [
            sys.executable,
            "-m",
            "pytest",
            "-c",
            os.devnull,
            "-p",
            "support.no_skips",
            "--rootdir",
            str(tmp_path),
            *words,
            str(tmp_path),
        ]
        found[words] = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=found_by)
    assert found[()].returncode == 0 and found[("--no-skips",)].returncode == 1
    assert "which --no-skips forbids" in found[("--no-skips",)].stdout


TEXTS = {".py", ".toml", ".md", ".lock", ".csv", ".ipynb", ".cff", ".yaml", ""}
PAGES, PUBLISHED = {".html", ".css", ".js", ".json"}, {".png", ".parquet"}


def tracked() -> list[Path]:
    """Every file that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git clone, so there is no list of tracked files")
    return [path for path in map(Path, listed.stdout.splitlines()) if (ROOT / path).is_file()]


def tracked_texts():
    """(name, text) of every text file that git knows or would add."""
    for path in tracked():
        if path.suffix in TEXTS:
            yield path.as_posix(), (ROOT / path).read_text(encoding="utf-8")


def test_every_tracked_file_is_a_text_or_a_published_result():
    odd = [path.as_posix() for path in tracked() if path.suffix not in TEXTS | PAGES | PUBLISHED]
    binary = {path.parts[0] for path in tracked() if path.suffix in PUBLISHED}
    assert odd == [] and binary <= {"docs", "results"}


def test_no_tracked_file_names_a_package_registry_or_a_folder_of_one_machine():
    # written in pieces, so that this file does not hold what it looks for
    options, hosts = ("index" + "-url", "find" + "-links"), ("pypi" + r"\.org", "files" + r"\.pythonhosted")
    registry = re.compile("|".join([rf"--(?:extra-)?{name}|{name} *=" for name in options] + [*hosts]))
    folder = re.compile(r"(?<![\w./~:-])/(?:home|root|Users|work|tmp)/[\w.]+")
    mine = Path(__file__).name
    bad = [
        f"{name}: {found[0]}"
        for name, text in tracked_texts()
        if Path(name).name not in (mine, "fake_engine.py")
        for found in [registry.search(text) or folder.search(text)]
        if found
    ]
    assert bad == []


def test_scenarios_and_data_are_packaged():
    patterns = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    assert "**/*.csv" in patterns["model"] and "**/*.toml" in patterns["experiments"]
