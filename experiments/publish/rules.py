"""Rules of choice beside each other, published: ``python -m experiments.publish.rules``.

Writes ``docs/rules.md``. The rule of a user's own on the page is the example of ``docs/extending.md``. ``--check``
compares and writes nothing.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from experiments.inputs.parameter_set import own_file
from experiments.publish import rule_tables as tables
from experiments.publish.hindcast import SCORED
from experiments.publish.pages import publish
from experiments.publish.patterns import about as patterns_about
from experiments.publish.reference import PACKAGE, SHOWN
from experiments.publish.rival_rules import ENOUGH, Trial, last_year, trials
from experiments.result import seal
from model.members.rules import RULES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "rules.md"
RUNS, SEED = 100, 1
EXAMPLE = ROOT / "docs" / "extending.md"
SECTION, NAME = "A rule of choice for all states", "best_score.py"
INTRO = """\
What a model says may hang on how its states choose. So the same world is run under other rules: `edtu rules` puts \
them beside each other, `edtu run baseline --rule NAME` runs one. Everything else stays: plans, lots, makers, queues, \
levers, luck. No rule was adjusted to what it gives here."""
DRAWN = """\
the set of parameter vectors that calibration left standing under the nested logit; intervals hold luck and inputs."""
ROBUSTNESS = """\
*Robust*: at least {enough} of the {rules} rules that come with the model give the same sign with an interval clear of \
zero, and the model's own is not on the other side. That says that the sign does not hang on the rule; not that it is \
true, and nothing about the size. Levers also act without any choice: on projects that they pay for, plants that they \
build, money that they move."""
TOLD = """\
Where a pattern was told to the model, the constants that tell it (taste, persistence) are those of the nested logit."""
LIMITS = """\
- **Taste.** Constants of taste are what an observed share says about a state once price, quality, delay and noise of \
the *nested logit* are taken off. Under another rule the same shares would give other constants, and a rule without \
an exchange rate between price and taste has no place for a constant in log price. So both rivals leave it out: where \
a state buys follows from its makers and its partners alone. The patterns that taste was set to cannot be expected of \
them. The example of a rule of one's own takes the best score and so keeps taste, with constants made for a choice \
with noise.
- **Home.** Imitation does not look at who makes an offer, so states with a maker leave it when their partners bought \
elsewhere; the lexicographic rule never leaves it for a price.
- **Trade-offs.** The rivals know no *a little cheaper and a little later*. A grant, a loan or a lower price counts \
for the lexicographic rule only between offers that are level in requirement and maker, for imitation only between \
offers of which partners have equally much on order, such as none. A lever on price that does nothing under them has \
not been shown to do nothing.
- **Fear of losing access** is in no step of either rule. Where the pattern *a cut-off is remembered* passes under \
them, order books and queues remember, and not beliefs.
- **Luck** enters their choice only through prices, queues and what others did. Lots of a plan all go to one maker, \
and bands over runs are narrow without being more certain.
- **Waiting.** The lexicographic rule waits only where nothing meets the requirement, imitation only where nothing can \
be ordered.
- **Votes and membership.** Whether a state joins the union follows under every rule from what the nested logit \
expects it to buy, so that the rules are compared on choice alone.
- **Hindcast.** Offers of past origins are all alike but for their maker (see [hindcast.md](hindcast.md)), so price \
and quality decide nothing there: the lexicographic rule sees home, partners and queues, imitation the order books."""


def example() -> str:
    """The rule of a user's own that the manual shows."""
    page = EXAMPLE.read_text(encoding="utf-8")
    part = page.partition(f"## {SECTION}\n")[2].partition("\n## ")[0]
    match = re.search(r"```python\n(.*?)```", part, flags=re.DOTALL)
    if match is None:
        raise ValueError(f"{EXAMPLE.name}: no example of a rule below {SECTION!r}")
    return match[1]


def page(tried: Sequence[Trial], runs: int = RUNS, seed: int = SEED) -> str:
    """The page."""
    spans = " and ".join(f"{first}-{last % 100:02d}" for _, first, last in SCORED)
    lines = [
        "<!-- Made by `python -m experiments.publish.rules`; do not edit by hand. -->",
        "",
        "# Other rules of choice",
        "",
        f"**{tables.finding(tried)}**",
        "",
        INTRO,
        "",
        *(f"- **{one.rule.title}** (`{_name(one)}`). {one.rule.says}" for one in tried),
        "",
        f"`{NAME}` is the example of [extending.md](extending.md); `edtu rules --rule FILE` puts any other file in its "
        "place.",
        "",
        "## Headlines",
        "",
        f"`{PACKAGE}` less no new policy in {last_year()}, {runs} paired runs under each rule (seed {seed}) over "
        f"{DRAWN} {ROBUSTNESS.format(enough=ENOUGH, rules=len(RULES))}",
        "",
        *_table(tables.headlines(tried)),
        "",
        *_table(tables.levels(tried)),
        "",
        "## Patterns",
        "",
        f"The tests of [patterns.md](patterns.md), {runs} runs of each scenario under each rule. {TOLD}",
        "",
        *_table(tables.patterns(tried)),
        "",
        "## Hindcast",
        "",
        f"{spans} from what was known before, as in [hindcast.md](hindcast.md) but with {runs} runs: mean absolute "
        "error of supplier shares in points / CRPS / per cent of outcomes inside the 80 % band of luck. Deliveries are "
        "mostly contracts signed before; new orders test the rule.",
        "",
        *_table(tables.hindcasts(tried)),
        "",
        tables.nearest(tried),
        "",
        "## What a rule cannot carry",
        "",
        LIMITS,
        "",
        "Parameters that have no effect on the choice under a rule; a test changes all of them at once and asks for "
        "the same choices.",
        "",
        *_table(tables.blind(tried)),
    ]
    return seal.sealed("\n".join(lines), about(runs, seed))


def _name(one: Trial) -> str:
    return NAME if one.rule.own else one.rule.key


def _table(shown: tables.Table) -> list[str]:
    head, rows = shown
    out = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return out + ["| " + " | ".join(row) + " |" for row in rows]


def about(runs: int = RUNS, seed: int = SEED) -> tuple:
    """All that the numbers of the page are made from, apart from the model."""
    rules = [(rule.key, rule.title, rule.says, rule.blind_to) for rule in RULES.values()]
    vectors = seal.digest(own_file().read_text(encoding="utf-8"))
    return rules, example(), SHOWN, PACKAGE, SCORED, vectors, patterns_about(runs, seed)


def made(say=lambda text: None) -> str:
    """The page as the model gives it now."""
    with tempfile.TemporaryDirectory(prefix="edtu-rule-") as folder:
        own = Path(folder) / NAME
        own.write_text(example(), encoding="utf-8")
        return page(trials((str(own),), RUNS, SEED, say=say))


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the page, or check it."""
    say = partial(print, file=sys.stderr)
    return publish(__doc__, "python -m experiments.publish.rules", lambda: {PAGE: made(say)}, arguments)[0]


if __name__ == "__main__":
    sys.exit(main())
