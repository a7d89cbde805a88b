"""What a stranger's machine meets: light imports, a lock file for anywhere, no trace of our machines."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

TOP = Path(__file__).parents[1]
HEAVY = ("mesa", "pandas", "matplotlib", "pyarrow", "scipy")


def modules_after(code: str) -> set[str]:
    """Names of the heavy packages that are loaded after running some code in a fresh process."""
    code += f"\nimport sys; print(*[name for name in {HEAVY!r} if name in sys.modules])"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=TOP)
    return set(out.stdout.split())


@pytest.mark.parametrize(
    "code",
    [
        "import model",
        "import experiments",
        "from experiments import run, compare, load, Result, Comparison",
        "import experiments.registry; experiments.registry.entries('scenarios')",
    ],
)
def test_importing_loads_nothing_heavy(code):
    assert modules_after(code) == set()


def test_the_lock_file_holds_names_and_versions_only():
    lines = (TOP / "requirements.lock").read_text().split()
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", line) for line in lines)


def test_the_lock_file_has_every_dependency_of_the_core_and_of_the_tests():
    project = tomllib.loads((TOP / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    names = {re.match(r"[A-Za-z0-9_-]+", line)[0].lower() for line in wanted}
    locked = {line.split("==")[0].lower() for line in (TOP / "requirements.lock").read_text().split()}
    assert names <= locked


def tracked_texts():
    """(name, text) of every text file that git knows or would add."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=TOP, capture_output=True, text=True
    )
    if listed.returncode:
        pytest.skip("not a git clone, so there is no list of tracked files")
    for name in listed.stdout.splitlines():
        path = TOP / name
        if path.is_file() and path.suffix in (
            ".py",
            ".toml",
            ".md",
            ".lock",
            ".csv",
            ".ipynb",
            ".cff",
            ".yaml",
            "",
        ):
            yield name, path.read_text(encoding="utf-8")


def test_no_tracked_file_names_a_package_registry_or_a_folder_of_one_machine():
    # written in pieces, so that this file does not hold what it looks for
    options, hosts = ("index" + "-url", "find" + "-links"), ("pypi" + r"\.org", "files" + r"\.pythonhosted")
    registry = re.compile("|".join([rf"--(?:extra-)?{name}|{name} *=" for name in options] + [*hosts]))
    folder = re.compile(r"(?<![\w./~:-])/(?:home|root|Users|work|tmp)/[\w.]+")
    mine = Path(__file__).name
    bad = [
        f"{name}: {found[0]}"
        for name, text in tracked_texts()
        if Path(name).name not in (mine, "conftest.py")
        for found in [registry.search(text) or folder.search(text)]
        if found
    ]
    assert bad == []


def test_scenarios_and_data_are_packaged():
    patterns = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["setuptools"]["package-data"]
    assert "**/*.csv" in patterns["model"] and "**/*.toml" in patterns["experiments"]
