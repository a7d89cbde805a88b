"""What tables name, code does not: no file of the model spells out a state, a domain or an offer."""

import ast

import pytest
from support import ROOT

from model.inputs.tables import own

MODEL = ROOT / "model"
FILES = sorted(path for path in MODEL.rglob("*.py") if "__pycache__" not in path.parts)
SPELLED = {*own().members, *own().domains, *(row["key"] for row in own().rows("offers"))}


def spelled_out(path):
    """Names of states, domains and offers that stand in a file as texts, docstrings apart."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    return texts & SPELLED


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(MODEL).as_posix())
def test_no_file_of_the_model_spells_out_what_a_table_names(path):
    assert not spelled_out(path)


def test_a_name_in_code_would_be_seen(tmp_path):
    (tmp_path / "bad.py").write_text(
        f'"""About {own().members[0]}."""\nhere = "{own().members[0]}"\n', encoding="utf-8"
    )
    assert spelled_out(tmp_path / "bad.py") == {own().members[0]}
