"""The page on luck and inputs says what the tables say."""

from experiments.publish import inputs


def test_the_page_is_what_the_tables_say():
    assert inputs.main(["--check"]) == 0, "run `python -m experiments.publish.inputs`"


def test_the_page_names_every_rule_and_how_many_vectors_are_left():
    text = inputs.page()
    known = inputs.parameter_set.read(inputs.parameter_set.own_file())
    assert f"{len(known.vectors)} vectors of {len(known.keys)} parameters" in text
    for row in (*inputs.rules.table().values(), *inputs.errors.table().values()):
        assert row["description"] in text


def test_another_page_would_be_seen(tmp_path, monkeypatch):
    monkeypatch.setattr(inputs, "PAGE", tmp_path / "inputs.md")
    assert inputs.main(["--check"]) == 1
    assert inputs.main([]) == 0 and inputs.main(["--check"]) == 0
