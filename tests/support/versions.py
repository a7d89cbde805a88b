"""Tests under other Pythons and other packages: ``make versions``, or ``python tests/support/versions.py [PATH ...]``.

Each kind gets a fresh virtual environment: the locked packages, the newest that pyproject.toml allows, and the oldest.
Interpreters are those on the path and those of pyenv; what is not there is said, not passed over.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
QUICK = ("tests/model/rules", "tests/model/inputs", "tests/experiments/golden")
EVERY = "not extras and not republish and not browser"
LOCKED, NEWEST, OLDEST = "locked", "newest", "oldest"
LOWEST = re.compile(r"([A-Za-z0-9._-]+)(?:\[[^]]*\])?.*?(?:>=|==)([0-9][0-9.]*)")
LAST = 15  # lines of pip that are shown where it fails


@dataclass(frozen=True)
class Kind:
    """One Python with one choice of packages."""

    python: str
    packages: str

    @property
    def name(self) -> str:
        """As the table calls it."""
        return f"Python {self.python}, {self.packages} packages"


KINDS = (
    Kind("3.11", LOCKED),
    Kind("3.12", NEWEST),
    Kind("3.13", NEWEST),
    Kind("3.11", OLDEST),
)


def interpreters() -> dict[str, str]:
    """Version such as 3.12 to a program that runs it, of those on the path and those of pyenv."""
    homes = sorted(Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/*/bin/python"))
    found: dict[str, str] = {}
    for program in [*map(str, homes), *(f"python{kind.python}" for kind in KINDS), sys.executable]:
        if shutil.which(program) is None:
            continue
        ask = [program, "-c", "import sys, venv; print('%d.%d' % sys.version_info[:2])"]
        answer = subprocess.run(ask, capture_output=True, text=True)
        if answer.returncode == 0:
            found.setdefault(answer.stdout.strip(), program)
    return found


def asked(root: Path = ROOT) -> list[str]:
    """What pyproject.toml asks for: of the core and of the tests."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return [*project["dependencies"], *project["optional-dependencies"]["test"]]


def oldest(needs: Sequence[str]) -> list[str]:
    """The same with the lowest version that is allowed of each, which has to be one that exists."""
    out = []
    for need in needs:
        found = LOWEST.match(need)
        if found is None:
            raise ValueError(f"pyproject.toml: {need}: has no lowest version; write one, such as {need}>=1.0")
        out.append(f"{found[1]}=={found[2]}")
    return out


def wanted(kind: Kind) -> list[str]:
    """What pip is told to install."""
    if kind.packages == LOCKED:
        return ["-r", str(ROOT / "requirements.lock")]
    return list(asked()) if kind.packages == NEWEST else oldest(asked())


def tried(kind: Kind, program: str, words: Sequence[str], folder: Path) -> str:
    """Makes the environment and runs the tests there.

    Returns:
        What happened, in one line; it begins with "passed" where every test did.
    """
    place = folder / f"{kind.python}-{kind.packages}"
    subprocess.run([program, "-m", "venv", str(place)], check=True)
    python = place / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    installed = subprocess.run([*pip, *wanted(kind)], capture_output=True, text=True)
    if installed.returncode:
        lines = [line for line in installed.stderr.splitlines() if not line.startswith("WARNING")]
        print("\n".join(lines[-LAST:]), file=sys.stderr)
        return "not installed: pip found no versions that go together"
    checked = subprocess.run([str(python), "-m", "pip", "check"], capture_output=True, text=True)
    if checked.returncode:
        return f"not installed: {checked.stdout.splitlines()[0]}"
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "PYTHONHOME")}
    run = [str(python), "-m", "pytest", "-q", "-p", "no:cacheprovider", *words]
    print(f"{kind.name}: {versions(python)}", flush=True)
    done = subprocess.run(run, cwd=ROOT, env=env, capture_output=True, text=True)
    last = (done.stdout.strip().splitlines() or ["nothing"])[-1].strip("= ")
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    return f"{'passed' if done.returncode == 0 else 'FAILED'}: {last}"


def versions(python: Path) -> str:
    """The versions that matter most, as they were installed."""
    code = (
        "import importlib.metadata as m, platform;"
        "print(platform.python_version(), *(f'{n} {m.version(n)}' for n in ('mesa', 'numpy', 'pandas', 'pytest')))"
    )
    return subprocess.run([str(python), "-c", code], capture_output=True, text=True).stdout.strip()


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries every kind; 1 where one failed or none could be tried."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("path", nargs="*", help="tests to run (default all but those of extras and pages)")
    parser.add_argument("--quick", action="store_true", help=f"only {', '.join(QUICK)}")
    parser.add_argument(
        "--usual", action="store_true", help="only those of make test, none that are thorough"
    )
    parser.add_argument(
        "--only", metavar="WORDS", help="only kinds whose name has these words, such as oldest"
    )
    options = parser.parse_args(arguments)
    there, answers = interpreters(), {}
    kinds = [kind for kind in KINDS if not options.only or options.only in kind.name]
    if not kinds:
        parser.error(f"--only {options.only}: none of {'; '.join(kind.name for kind in KINDS)}")
    chosen = f"not thorough and {EVERY}" if options.usual else EVERY
    words = [*(options.path or (QUICK if options.quick else ())), "-m", chosen]
    words += [] if options.path or options.quick else ["-n", "logical", "--dist", "worksteal"]
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            program = there.get(kind.python)
            answers[kind] = (
                tried(kind, program, words, Path(folder))
                if program
                else "not tried: no such interpreter here"
            )
    for kind, answer in answers.items():
        print(f"{kind.name:<32} {answer}")
    bad = [answer for answer in answers.values() if not answer.startswith(("passed", "not tried"))]
    return int(bool(bad) or not any(answer.startswith("passed") for answer in answers.values()))


if __name__ == "__main__":
    sys.exit(main())
