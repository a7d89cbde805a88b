"""The documents say what the code does: generated pages, and the names in the model description."""

import ast
import functools
import re
from pathlib import Path

import pytest
from support import ROOT, every

from experiments.publish import docs
from model.inputs import parameters
from model.institutions.catalogue import LEVERS
from model.outcomes import catalogue as outcomes
from model.scenarios.loader import scenario_names
from model.world.shocks import SHOCKS

ODD = (ROOT / "docs" / "ODD.md").read_text(encoding="utf-8")
FUNCTIONS = sorted(set(re.findall(r"`(model/[\w/]+\.py):([\w.]+)`", ODD)))
TESTS = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", ODD)))
RULES = sorted(path for path in (ROOT / "model" / "rules").glob("*.py") if path.name != "__init__.py")
PROPOSALS = re.search(r"^## 20 .*?(?=^## )", ODD, flags=re.MULTILINE | re.DOTALL).group(0)
EQUATIONS = re.findall(r"^### (E\d+ .*?)(?=^### |^## )", ODD, flags=re.MULTILINE | re.DOTALL)


@functools.cache
def defined(path: Path) -> frozenset[str]:
    """Names of the functions and classes in a file, methods as ``Class.method``."""
    names = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            names.add(node.name)
        if isinstance(node, ast.ClassDef):
            names |= {
                f"{node.name}.{child.name}" for child in node.body if isinstance(child, ast.FunctionDef)
            }
    return frozenset(names)


@pytest.mark.parametrize("page", sorted(docs.PAGES))
def test_a_generated_page_is_what_the_code_says(page):
    assert page not in docs.different(), "run: python -m experiments.publish.docs"


def test_a_changed_page_is_noticed(tmp_path):
    for name, make in docs.PAGES.items():
        (tmp_path / name).write_text(make().rstrip("\n") + "\n", encoding="utf-8")
    assert docs.different(tmp_path) == []
    (tmp_path / "levers.md").write_text("something else\n", encoding="utf-8")
    (tmp_path / "outcomes.md").unlink()
    assert docs.different(tmp_path) == ["outcomes.md", "levers.md"]


@every(FUNCTIONS)
def test_a_function_named_in_the_model_description_exists(file, name):
    path = ROOT / file
    assert path.is_file() and name in defined(path)


@every(TESTS)
def test_a_test_named_in_the_model_description_exists(file, name):
    path = ROOT / file
    assert path.is_file() and name in defined(path)


@every(RULES)
def test_every_rule_is_named_in_the_model_description(path):
    named = {name for file, name in FUNCTIONS if file == f"model/rules/{path.name}"}
    missing = {name for name in defined(path) if not name.startswith("_") and "." not in name} - named
    assert not missing


@every(EQUATIONS)
def test_every_equation_has_formula_function_test_and_limits(text):
    assert "```" in text and "*Simpler than usual.*" in text and re.search(r"`model/\S+:", text)
    assert "`tests/" in text or "no known-answer test yet" in text


def test_every_parameter_named_in_the_model_description_exists():
    """Lines of parameters end with a full stop; what stands in them in code is a key of the table."""
    lists = re.findall(r"^Parameters: (.*?)\.$", ODD, flags=re.MULTILINE | re.DOTALL)
    named = {key for text in lists for key in re.findall(r"`(\w+)`", text)}
    assert len(lists) > 10 and named <= set(parameters.table())


@pytest.mark.parametrize("kind", ["levers", "shocks", "scenarios"])
def test_every_lever_shock_and_scenario_is_among_the_proposals(kind):
    known = {"levers": LEVERS, "shocks": SHOCKS, "scenarios": scenario_names()}[kind]
    assert set(known) <= set(re.findall(r"`(\w+)`", PROPOSALS))


def test_what_the_proposals_name_exists():
    lines = [line.split("|")[1:-1] for line in PROPOSALS.splitlines() if line.startswith("| ")][1:]
    assert len(lines) == 20
    for _, _, scenarios, _, tests in lines:
        assert set(re.findall(r"`(\w+)`", scenarios)) <= set(scenario_names()) and "`" in scenarios
        assert all((ROOT / path).is_file() for path in re.findall(r"`([^`]+)`", tests)) and "`" in tests
    options = {option for lever in LEVERS.values() for option in (*lever.options, *lever.channels)}
    words = {*LEVERS, *SHOCKS, *outcomes.OUTCOMES, *options, "offers.csv"}
    assert {word for line in lines for word in re.findall(r"`([^`]+)`", line[1])} <= words


def test_files_named_in_the_model_description_and_its_evaluation_exist():
    text = ODD + (ROOT / "docs" / "TRACE.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`((?:model|tests|experiments|results)/[\w/.]+)", text))
    assert not [path for path in named if not (ROOT / path.rstrip(".")).exists()]
