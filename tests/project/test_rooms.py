"""Imports point downwards: no two modules or rooms need each other, and the model stands without experiments."""

import ast
import functools
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("model", "experiments")
DOOR = "model"  # model/__init__.py hands out run, compare and load, so it alone knows of experiments


def _modules() -> dict[str, Path]:
    """Module name to file, for every module of both packages."""
    files = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
    parts = {path: path.relative_to(ROOT).with_suffix("").parts for path in files}
    return {".".join(p[:-1] if p[-1] == "__init__" else p): path for path, p in parts.items()}


MODULES = _modules()


@functools.cache
def _tree(name: str) -> ast.Module:
    return ast.parse(MODULES[name].read_text(encoding="utf-8"))


def _for_type_checkers(node) -> bool:
    return isinstance(node, ast.If) and any(
        "TYPE_CHECKING" in (getattr(part, "id", ""), getattr(part, "attr", ""))
        for part in ast.walk(node.test)
    )


def _statements(tree):
    """Every node of a module, inside functions too, except what only a type checker reads."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.orelse if _for_type_checkers(node) else ast.iter_child_nodes(node)


def _imported(name: str) -> set[str]:
    """The modules of both packages that one module imports."""
    package = name if MODULES[name].name == "__init__.py" else name.rpartition(".")[0]
    found = set()
    for node in _statements(_tree(name)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            inside = {f"{source}.{alias.name}" for alias in node.names} & set(MODULES)
            named_all = len(inside) == len(node.names)
            found |= inside if named_all else inside | {source}
    return (found & set(MODULES)) - {name}


@functools.cache
def _arrows() -> dict[str, set[str]]:
    """Module to the modules that it imports."""
    return {name: _imported(name) for name in MODULES}


def _room(name: str) -> str:
    """The folder below the package, or the module itself where it lies in the package's own folder."""
    return ".".join(name.split(".")[:2])


def _rooms() -> dict[str, set[str]]:
    """Room to the rooms it imports; the door counts as a room of its own."""
    rooms: dict[str, set[str]] = {}
    for name, targets in _arrows().items():
        rooms.setdefault(_room(name), set()).update(_room(t) for t in targets if _room(t) != _room(name))
    return rooms


def _circles(arrows: dict[str, set[str]]) -> list[list[str]]:
    """Groups of nodes that reach each other (strongly connected, found by reachability)."""

    def reach(start: str) -> set[str]:
        seen, waiting = set(), list(arrows.get(start, ()))
        while waiting:
            node = waiting.pop()
            if node not in seen:
                seen.add(node)
                waiting += arrows.get(node, ())
        return seen

    below = {node: reach(node) for node in arrows}
    groups = {frozenset(o for o in below[node] if node in below[o]) for node in arrows if node in below[node]}
    return sorted(sorted(group) for group in groups)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_two_modules_need_each_other(package):
    circles = [group for group in _circles(_arrows()) if group[0].split(".")[0] == package]
    assert not circles, "\n".join(" <-> ".join(group) for group in circles)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_two_rooms_need_each_other(package):
    circles = [group for group in _circles(_rooms()) if group[0].split(".")[0] == package]
    assert not circles, "\n".join(" <-> ".join(group) for group in circles)


def test_the_model_stands_without_the_experiments():
    wrong = [
        f"{name} -> {target}"
        for name, targets in _arrows().items()
        for target in targets
        if name.startswith("model.") and target.split(".")[0] == "experiments"
    ]
    assert not wrong, wrong


def test_no_module_is_imported_by_a_literal_string():
    wrong = [
        f"{name}: line {node.lineno}"
        for name in MODULES
        for node in ast.walk(_tree(name))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).endswith("import_module")
        and node.args
        and isinstance(node.args[0], ast.Constant)
    ]
    assert not wrong, wrong


def test_the_readme_names_every_room():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    rooms = {path.parent.relative_to(ROOT).as_posix() for path in MODULES.values()}
    left_out = sorted(room for room in rooms if room.count("/") == 1 and f"`{room}/`" not in text)
    assert rooms and not left_out
