"""Rules of choice by name and from a file: the same bits from agents and arrays, what they see, and bad answers."""

from dataclasses import replace

import numpy as np
import pytest

from model.block import Setup, set_up
from model.ensemble import simulate
from model.errors import InputError
from model.inputs.parameters import table
from model.members import decision
from model.members.on_table import OnTable
from model.members.rules import NESTED_LOGIT, RULES, find_rule, rule_hash
from model.members.scoring import score_cases
from model.mesa_model import ProcurementModel
from model.scenarios.changes import change
from model.scenarios.loader import load_scenario

RIVALS = [key for key in RULES if key != NESTED_LOGIT.key]
BEST_SCORE = """\
\"\"\"The best score, without luck.\"\"\"
import numpy as np

def choose(table):
    best = np.max(table.score, axis=0)
    return np.where(best >= table.waiting, np.argmax(table.score, axis=0), table.wait)
"""


def equal(record, other):
    for kind in ("outcomes", "states", "domains"):
        for name, values in getattr(record, kind).items():
            np.testing.assert_array_equal(values, getattr(other, kind)[name], err_msg=name)


def equal_to_agents(rule, years=4):
    model = ProcurementModel("edtu_full", seed=1, years=years, rule=rule)
    model.run_model()
    # several replicates, so that the block is not made like a single run
    record = simulate("edtu_full", runs=3, seed=1, years=years, rule=rule)
    for name, values in record.outcomes.items():
        found = np.concatenate([year["years"][name] for year in model.results])
        np.testing.assert_array_equal(values[:, 0], found, err_msg=name)
    return model


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "best_score.py"
    path.write_text(BEST_SCORE, encoding="utf-8")
    return str(path)


@pytest.fixture(scope="module")
def world():
    """A block of runs in its third year, its quotes, and the plans that fall due."""
    run = set_up(Setup.from_scenario(load_scenario("edtu_full"), 1, np.arange(3)))
    for year in (2026, 2027):
        run.year(year)
    run.members.update_beliefs(run.world, 2028)
    return run


def table_of(run, rule):
    members = replace(run.members.variables, rule=RULES[rule])
    cases, quotes = decision.call_up(members, 2028), run.market.quoted(run.market.incentives)
    scores = score_cases(members, cases, quotes)
    plans = decision.decide(members, cases, scores, run.luck.choices(2028))
    luck = run.luck.choices(2028).gumbel(
        cases.member,
        cases.domain,
        cases.run,
        plans.case,
        plans.lot,
        scores.offers,
        members.parameters.lasting_luck,
    )
    return OnTable(members, cases, scores, plans.case, *luck), plans, quotes


@pytest.mark.thorough
@pytest.mark.parametrize("rule", RIVALS)
def test_agents_and_arrays_give_the_same_bits_under_every_rule(rule):
    model = equal_to_agents(rule)
    agent = model.member("PL")
    domain = model.setup.facts.domains[agent.memory[2026].plans.cases.domain[0]]
    assert agent.has_own_rule and "Luck" not in agent.why(domain, 2026)
    assert all(row["probability"] is None for row in agent.options(domain, 2026))


def test_a_rule_from_a_file_gives_the_same_bits_to_agents_and_arrays(own):
    equal_to_agents(own, years=3)


@pytest.mark.parametrize("rule", RIVALS)
def test_how_runs_are_split_changes_no_bit(rule):
    whole, split = (simulate("baseline", runs=5, years=3, rule=rule, block=block) for block in (5, 2))
    equal(whole, split)


def test_the_models_own_rule_by_name_is_the_default():
    equal(simulate("baseline", runs=2, years=2), simulate("baseline", runs=2, years=2, rule="nested_logit"))


@pytest.mark.parametrize("rule", RIVALS)
def test_what_a_rule_is_said_not_to_see_changes_no_choice(rule):
    """Without a union, whose members weigh scores when they join."""
    ends = {key: (table()[key]["low"], table()[key]["high"]) for key in RULES[rule].blind_to}
    changed = {key: low if low < table()[key]["value"] else high for key, (low, high) in ends.items()}

    def four_years(rule, **changes):
        return simulate("baseline", runs=2, years=4, rule=rule, tables=("years",), **changes)

    equal(four_years(rule), four_years(rule, parameters=changed))
    moved = four_years(NESTED_LOGIT.key, parameters=changed).outcomes["us_share_orders"]
    assert (moved != four_years(NESTED_LOGIT.key).outcomes["us_share_orders"]).all()


@pytest.mark.parametrize("rule", RIVALS)
def test_what_a_rule_sees_moves_its_choice(rule):
    usual = simulate("baseline", runs=1, years=3, rule=rule)
    moved = simulate("baseline", runs=1, years=3, rule=rule, parameters={"peers_count": 3})
    assert (usual.outcomes["us_share_orders"] != moved.outcomes["us_share_orders"]).any()


def test_the_lexicographic_rule_buys_by_its_steps(world):
    seen, plans, _ = table_of(world, "lexicographic")
    bought = np.flatnonzero(plans.picked < seen.wait)
    fit = seen.listed & seen.good_enough & seen.in_time
    np.testing.assert_array_equal(plans.picked < seen.wait, fit.any(axis=0))
    chosen = plans.picked[bought], bought
    assert fit[chosen].all() and len(bought) > 100
    tier = np.where(fit, 2 * (seen.home > 0) + (seen.partner > 0), -1)
    home_first = (seen.home[chosen] > 0) | ~((seen.home > 0) & fit).any(axis=0)[bought]
    assert home_first.all()
    partner_next = (tier[chosen] >= 1) | ~((seen.partner > 0) & fit).any(axis=0)[bought]
    assert partner_next.all()


def test_order_books_of_partners_are_weighed_by_tie(world):
    seen, plans, quotes = table_of(world, "imitate_peers")
    facts, cases = world.facts, seen.cases
    index, weight = facts.peers(world.parameters)
    for decision_at in range(0, len(plans.case), 97):
        case = plans.case[decision_at]
        i, d, r = cases.member[case], cases.domain[case], cases.run[case]
        share, counted = np.zeros(quotes.published_orders.shape[2]), 0.0
        for partner, tie in zip(index[i], weight[i, :, 0], strict=True):
            book = quotes.published_orders[partner, d, :, r]
            if book.sum() > 0.0:
                share, counted = share + tie * book / book.sum(), counted + tie
        offers = seen.scores.offers
        places = offers[:, case if offers.shape[1] > 1 else 0]
        wanted = share[places] / (counted or 1.0)
        np.testing.assert_allclose(seen.partners_orders[:, decision_at], wanted, rtol=1e-12, atol=1e-15)


def test_good_enough_is_the_floor_of_what_is_required(world):
    seen, plans, quotes = table_of(world, "lexicographic")
    cases, offers = seen.cases, seen.scores.offers
    case = plans.case
    places = offers[:, case] if offers.shape[1] > 1 else np.broadcast_to(offers, (len(offers), len(case)))
    ratio = (
        quotes.quality[cases.domain[case], places, cases.run[case]]
        / world.market.frontier[cases.domain[case], cases.run[case]]
    )
    floor = world.parameters.quality_floor
    clear = seen.listed & (np.abs(ratio - floor) > 1e-9)
    np.testing.assert_array_equal(seen.good_enough[clear], (ratio >= floor)[clear])


def test_an_unknown_rule_is_told_with_the_nearest_name(tmp_path):
    with pytest.raises(InputError, match="did you mean 'lexicographic'"):
        simulate("baseline", rule="lexicografic")
    with pytest.raises(InputError, match="no such file; rules by name: nested_logit, lexicographic"):
        simulate("baseline", rule=str(tmp_path / "no.py"))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("x = 1", "has no function choose"),
        ("def choose(:", "cannot be read: SyntaxError"),
        ("def choose(table):\n    return table.score", "one whole number a decision"),
        ("def choose(table):\n    return table.case * 0 - 1", "0 to table.wait"),
        ("def choose(table):\n    return (~table.listed).argmax(axis=0)", "cannot be ordered"),
    ],
)
def test_a_file_that_is_no_rule_is_refused_in_one_line(tmp_path, text, says):
    path = tmp_path / "mine.py"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=says) as caught:
        simulate("baseline", runs=2, years=2, rule=str(path))
    assert "\n" not in str(caught.value)


def test_a_scenario_file_names_its_rule_and_a_run_remembers_it(tmp_path, own):
    file = tmp_path / "imitating.toml"
    file.write_text('rule = "imitate_peers"\n', encoding="utf-8")
    assert (
        load_scenario(file).rule == "imitate_peers"
        and load_scenario(file).contents()["rule"] == "imitate_peers"
    )
    scenario = change(load_scenario("baseline"), rule=own)
    assert scenario.contents()["rule"] == "best_score.py"
    assert scenario.contents()["rule_hash"] == rule_hash(own) != ""
    assert "rule" not in load_scenario("baseline").contents()
    file.write_text("rule = 3\n", encoding="utf-8")
    with pytest.raises(InputError, match="needs a name in quotes"):
        load_scenario(file)
    assert find_rule(own).says == "The best score, without luck."


@pytest.mark.parametrize("name", ["mine.py", "./mine.py", "folder/mine", "folder\\\\mine.py"])
def test_nothing_that_a_scenario_file_names_is_executed(tmp_path, name):
    (tmp_path / "mine.py").write_text("open('executed', 'w')\n", encoding="utf-8")
    file = tmp_path / "mine.toml"
    file.write_text(f'rule = "{name}"\n', encoding="utf-8")
    with pytest.raises(
        InputError, match="mine.toml: rule: .* nothing that a scenario file names is executed; .* --rule"
    ):
        load_scenario(file)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["mine.py", "mine.toml"]
