"""How the model does on years it has not seen: ``python -m experiments.publish.hindcast``.

Writes ``docs/hindcast.md`` and its pictures. It only measures: nothing may be set so that a score becomes better.
``--check`` compares and writes nothing.
"""

from __future__ import annotations

import functools
import sys
from pathlib import Path

from experiments.hindcast import words
from experiments.hindcast.figure import figure
from experiments.hindcast.hindcast import BY_NUMBER, CATEGORIES, IMPORTERS, MODEL, STILL, Hindcast, hindcast
from experiments.hindcast.observed import DELIVERIES, ORDERS
from experiments.hindcast.predict import over_ranges
from experiments.hindcast.rivals import PERSISTENCE, PIPELINE, POOLED
from experiments.hindcast.sources import HERE
from experiments.publish import pictures, readme
from experiments.publish.pages import publish
from experiments.result import seal

ROOT = Path(__file__).resolve().parents[2]
PAGE, PICTURES = ROOT / "docs" / "hindcast.md", ROOT / "docs" / "hindcast"
COMMAND = "python -m experiments.publish.hindcast"
RUNS, SEED = 200, 1
VECTORS = 100  # with drawn parameters, sharing the runs
SCORED = ((2009, 2010, 2014), (2014, 2015, 2019))
AHEAD = (2019, 2020, 2024)
FACTS = (
    "known",
    "on_sale",
    "members_since",
    "pipeline",
    "pace",
    "slopes",
    "swings",
    "persistence",
    "observed",
    "categories",
)
INTRO = """\
`edtu hindcast` runs the model from what could be known at the end of an earlier year and compares what it says of the \
next five years with what was seen. Deliveries are mostly the working off of contracts signed before; only new orders \
test how states choose. Seen are supplier shares in imports of major arms, in volume, from the SIPRI Arms Transfers \
Database; purchases at home, ammunition, services and software are not in it.

## What enters

Every number that a run reads is a fact dated up to the origin, a constant of technique, or a neutral value with a \
range; `experiments/hindcast/facts/known.csv` says which, table by table, and a test spoils every later figure and \
asks for the same predictions. Offers are those that could be ordered then, all alike but for their maker's bloc: \
prices, quality and waiting of the present tables are of 2026. Order books are what was contracted and not delivered. \
Budgets are held at the origin's level. Taste is set to shares of the last two windows of orders, persistence to a \
logit on the ten years before, how much of taste lasts, the size of programmes and the swings that all states share to \
orders up to the origin, and polls, threat, yields and planning cycles are alike everywhere.

Four things fall short of a forecast made then. The register used is that of the end of 2019: for 2009 and 2014 it \
carries later corrections, and cancelled orders may be gone. The structure of the model, the list of offers and the \
weights of price, delay and quality (assumptions with ranges, fitted to nothing) were written by people who knew \
what came. And the volume of each importer is carried on from its past: only its split is predicted. Predictions go by \
the design of a system, what importers got and ordered by its seller, so a second-hand F-16 from Portugal counts as \
American in one and as European in the other.

Bands over runs hold luck, what the orders up to the origin leave open about taste, and the range of home shares: each \
run has a draw of its own (`taste_draw`), at one vector of the other parameters. `--vectors N` draws the parameters of \
the choice rule over their ranges; a set that was fitted up to an origin is passed as `Vectors` \
(`experiments/hindcast/predict.py`), and one that was fitted to later years is refused. Where a window of five years \
was over by the origin, the same forecast is made for it first, and what it missed there widens its band \
(`experiments/hindcast/discrepancy.py`): outcomes scatter about the shares of a run by a Dirichlet distribution whose \
one number, for each flow, and importers and categories apart, makes the earlier errors as large as expected. From \
2009 there is no earlier window, from 2014 one, from 2019 two. The bands of rivals are widened by their own earlier \
errors in the same way. The method was chosen after the narrow bands were seen; its numbers come from earlier windows \
alone.

## Rivals

- *persistence*: shares of the importer's, or category's, window before the origin (deliveries to 2009: since 1995); \
the mean of all where it had none.
- *persistence and the best common shift*: the same, all moved by the one amount that errs least in hindsight.
- *pooled mean*: shares of all imports in the window before the origin. *best constant*: the one split for all that \
errs least in hindsight.
- *pipeline*: shares of what was contracted and not delivered at the origin, with what programmes delivered.
- *model without feedbacks*: the same choice rule with every mechanism off but taste, luck and what states put first.

The band of a rival is that of as many orders as there were in the last window, drawn with its shares."""


def page(casts: list[Hindcast], wide: list[Hindcast], ahead: Hindcast) -> str:
    """The page.

    Args:
        casts: scored ones, in time. wide: the same with drawn parameters. ahead: the one that is not scored.
    """
    lines = [
        f"<!-- Made by `{COMMAND}`; do not edit by hand. -->",
        "",
        "# Years the model has not seen",
        "",
        f"**{headline(casts)}**",
        "",
        INTRO,
        "",
        "## Scores",
        "",
        words.NOTE,
    ]
    for cast in casts:
        lines += [
            "",
            f"### From the end of {cast.origin.year}: {cast.first} to {cast.last}",
            "",
            words.verdict(cast),
            "",
            _picture(cast),
        ]
        for (what, kind), scores in cast.scores.items():
            count = next(iter(scores.values())).count
            lines += ["", f"{words.TITLES[what][0].upper()}{words.TITLES[what][1:]}, {count} {kind}:", ""]
            lines += _table(words.head(cast)[:-1], [row[:-1] for row in words.rows(cast, (what, kind))])
    lines += ["", "## Why", "", *why(casts, wide)]
    lines += [
        "",
        f"## {ahead.first} to {ahead.last}, written before it is scored",
        "",
        f"From the end of {ahead.origin.year}, {ahead.runs} runs. Scored by `edtu hindcast "
        f"--fit-to {ahead.origin.year} --predict {ahead.first}:{ahead.last} --observed FILE`, "
        "with the columns of calibration targets (iso3, window, category, supplier_region, share_percent, "
        "importer_total_tiv_m, basis). Nothing in the forecast was set by what happened after its origin, and a "
        "test takes all later facts away. But deliveries of 2020-24 now tell runs from 2026 of tastes "
        "(`experiments/tables/facts/orders_since_2020.csv`), so from here on they are seen: a change of the forecast "
        "made after that is no longer blind.",
        "",
        _picture(ahead),
        "",
        f"Share of imports in per cent, mean and 80 % band of {words.held(ahead)}:",
        "",
        *_table(*words.predicted(ahead)),
    ]
    return seal.sealed("\n".join(lines), about())


def _picture(cast: Hindcast) -> str:
    title = f"US share of imports {cast.first} to {cast.last} from what was known at the end of {cast.origin.year}"
    seen = "" if cast.observed is None else ", with what was seen"
    return f"![{title}: mean and bands by importer{seen}]({PICTURES.name}/{cast.origin.year}.png)"


def _table(head: list[str], rows: list[list[str]]) -> list[str]:
    out = ["| " + " | ".join(head) + " |", "|---|" + "---:|" * (len(head) - 1)]
    return out + ["| " + " | ".join(row) + " |" for row in rows]


def headline(casts: list[Hindcast]) -> str:
    """The verdict for a first screen: where the model is better than forecasts without one, and where not."""
    parts = []
    for what, title in words.TITLES.items():
        sorted_scores = [words.sorted_out(dict(cast.scores[what, IMPORTERS])) for cast in casts]
        always = [n for n in sorted_scores[0][words.BEATS] if all(n in f[words.BEATS] for f in sorted_scores)]
        once = [n for f in sorted_scores for n in f[words.BEATS] if n not in always]
        lost = [n for f in sorted_scores for n in f[words.LOSES]]
        errors = " and ".join(f"{100 * cast.scores[what, IMPORTERS][MODEL].error:.0f}" for cast in casts)
        text = f"Importers' {title}: off by {errors} points of share"
        text += f", in both windows better than {_and(always)}" if always else ""
        text += f", in one window better than {_and(once)}" if once else ""
        text += "" if always or once else ", no better than any forecast without a model"
        text += f" and in one worse than {_and(lost)}" if lost else ""
        parts.append(text)
    ours, bare = (
        [100 * cast.scores[DELIVERIES, CATEGORIES][n].error for cast in casts] for n in (MODEL, PIPELINE)
    )
    if max(bare) < min(ours):
        parts.append(
            f"Deliveries by category: contracts known before are off by {_numbers(bare)} points, the model by "
            f"{_numbers(ours)}"
        )
    spans = " and ".join(f"{cast.first}-{cast.last % 100:02d}" for cast in casts)
    inside = [cast.scores[what, IMPORTERS][MODEL].coverage for cast in casts for what in words.TITLES]
    parts.append(
        f"Bands that should hold 80 % of outcomes, of luck, tastes and home shares, hold {100 * min(inside):.0f} to "
        f"{100 * max(inside):.0f} %{_widened(casts[-1])}"
    )
    return f"Tested on {spans} from what was known before. {'. '.join(parts)}."


def _widened(cast: Hindcast) -> str:
    """How many outcomes the bands of a hindcast hold with what the model missed before."""
    if not cast.wide_scores:
        return ""
    share = [100 * cast.wide_scores[what, IMPORTERS][MODEL].coverage for what in words.TITLES]
    (first, last), *_ = cast.discrepancy.windows
    return (
        f"; widened by what the model missed in {first}-{last % 100:02d}, those of {cast.first}-{cast.last % 100:02d} "
        f"hold {_numbers(share)} %"
    )


def _numbers(values: list[float]) -> str:
    return " and ".join(f"{value:.0f}" for value in values)


def _and(names: list[str]) -> str:
    names = list(dict.fromkeys(names))
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def why(casts: list[Hindcast], wide: list[Hindcast]) -> list[str]:
    """Where the errors come from, in measured figures."""

    def each(read) -> str:
        return " and ".join(read(cast) for cast in casts)

    def error(name: str, what: str, kind: str = IMPORTERS):
        return each(lambda cast: f"{100 * cast.scores[what, kind][name].error:.0f}")

    def r(name: str, what: str) -> str:
        return each(lambda cast: f"{cast.scores[what, IMPORTERS][name].correlation:.2f}")

    wider = " and ".join(f"{100 * cast.scores[ORDERS, IMPORTERS][MODEL].coverage:.0f}" for cast in wide)
    varied = len(over_ranges(VECTORS).values.keys() - casts[0].origin.parameters.keys())
    faded = each(lambda cast: f"{100 * (1.0 - cast.origin.parameters['taste_persistence']):.0f}")
    own = each(lambda cast: f"{100 * cast.scores[ORDERS, IMPORTERS][MODEL].expected:.0f}")
    shares = each(lambda c: f"{100 * _us(c, MODEL):.0f} % predicted, {100 * _us(c, None):.0f} % seen")
    return [
        f"- **A state's past tells little of its next orders.** The US share of an importer's last window and that of "
        f"the next correlate with {r(PERSISTENCE, ORDERS)}, that of the model's prediction with {r(MODEL, ORDERS)}: "
        "five years of a small state are one or two contracts, in another domain than before. Forecasts that spread "
        "states widely therefore lose to the mean of all where that mean happens to be right (error of the pooled "
        f"mean {error(POOLED, ORDERS)} points, of the model {error(MODEL, ORDERS)}). Of what set a state's tastes "
        f"apart {faded} % was gone after five years, as orders up to the origin tell (`taste_persistence`, "
        "[calibration.md](calibration.md)); the model has that, so its forecasts are alike and its bands wide.",
        f"- **A common swing is not foreseen.** Mean US share of importers in new orders: {shares}. Polls, threat and "
        "the American regime are held at the origin. That all states together swing between blocs for some years is in "
        "the bands, by as much as orders up to the origin did (`swing_spread`), but not which way.",
        "- **Taste is read off few large orders.** Constants of taste are set to a state's shares by contracted "
        "volume, drawn to the mean of all as far as the effective number of orders behind them is small. Set to the "
        "number of orders instead, all alike, the error by category is "
        f"{error(BY_NUMBER, DELIVERIES, CATEGORIES)} points instead of {error(MODEL, DELIVERIES, CATEGORIES)} for "
        f"deliveries and {error(BY_NUMBER, ORDERS, CATEGORIES)} instead of {error(MODEL, ORDERS, CATEGORIES)} for "
        f"new orders, by importer in new orders {error(BY_NUMBER, ORDERS)} instead of {error(MODEL, ORDERS)}. The "
        f"pipeline alone, which takes no taste, has {error(PIPELINE, DELIVERIES, CATEGORIES)} for deliveries by "
        "category. The variant was tried after the scores were seen, so it explains them and is no forecast.",
        f"- **Bands are too narrow.** The model expects an error of {own} points of itself in new orders of an "
        f"importer and makes one of {error(MODEL, ORDERS)}: luck, tastes and home shares are a small "
        f"part of what is not known. With {varied} parameters of the "
        f"choice rule drawn over their ranges ({VECTORS} vectors) the 80 % band holds {wider} % of outcomes, so values "
        "of parameters are not the whole of it either: the rest is a discrepancy of the model itself. "
        f"{_missed(casts)}",
        f"- **Feedbacks do not show within five years.** Without them the error in new orders is "
        f"{error(STILL, ORDERS)} points: peers, learning, queues and fleets neither help nor harm here, so a "
        "hindcast of this length cannot confirm them.",
    ]


def _missed(casts: list[Hindcast]) -> str:
    """What the model missed in the first window, and the bands of the last one with that in them."""
    cast = casts[-1]
    amounts = cast.discrepancy.overdispersion[MODEL]
    size = ", ".join(f"{_kind(kind)} {amount:.2f}" for kind, amount in amounts.items())
    inside = ", ".join(
        f"{_kind(kind)} {100 * wide[MODEL].coverage:.0f} % (over runs {100 * cast.scores[kind][MODEL].coverage:.0f} %)"
        for kind, wide in cast.wide_scores.items()
    )
    return (
        f"Its size in {casts[0].first}-{casts[0].last}, as a share of the largest variance that shares can have: "
        f"{size}. With that, bands of {cast.first}-{cast.last} hold: {inside}. So a prediction of an importer's new "
        "orders says little more than which suppliers are more likely than others."
    )


def _kind(kind: tuple[str, str]) -> str:
    what, whose = kind
    return f"{words.TITLES[what]} by {whose}"


def _us(cast: Hindcast, name: str | None) -> float:
    """Mean US share over scored importers in new orders, as forecast or as seen."""
    score = cast.scores[ORDERS, IMPORTERS][MODEL]
    return score.observed_mean if name is None else score.mean


def about(runs: int = RUNS, seed: int = SEED) -> tuple:
    """All that the numbers of the page are made from, apart from the model."""
    facts = [(name, seal.digest((HERE / f"{name}.csv").read_text(encoding="utf-8"))) for name in FACTS]
    return SCORED, AHEAD, runs, seed, VECTORS, facts


@functools.cache
def casts() -> tuple[list[Hindcast], Hindcast]:
    """The scored hindcasts in time, and the one that is not scored."""
    return [hindcast(*window, runs=RUNS, seed=SEED) for window in SCORED], hindcast(
        *AHEAD, runs=RUNS, seed=SEED
    )


def made() -> str:
    """The page as the model gives it now."""
    scored, ahead = casts()
    drawn = over_ranges(VECTORS, SEED)
    wide = [hindcast(*window, runs=RUNS // VECTORS, seed=SEED, vectors=drawn) for window in SCORED]
    return page(scored, wide, ahead)


def draw() -> None:
    """The pictures of the page."""
    scored, ahead = casts()
    for cast in (*scored, ahead):
        title = f"Hindcast {cast.first}-{cast.last}"
        shown = f"{MODEL}; runs {cast.runs}, seed {cast.seed}"
        pictures.write(figure(cast), PICTURES / f"{cast.origin.year}.png", title, shown, COMMAND, PAGE)


def with_verdict(page: str, text: str) -> str:
    """The README with the verdict that a page begins with."""
    verdict = text.split("\n\n")[2]
    return readme.replaced(page, "hindcast", f"{verdict} [How it was tested](docs/hindcast.md)")


def main(arguments: list[str] | None = None) -> int:
    """Rewrite the page and the README's verdict, or check the page."""
    code, writing = publish(__doc__, COMMAND, lambda: {PAGE: made()}, arguments)
    if writing:
        draw()
        verdict = with_verdict(readme.README.read_text(encoding="utf-8"), PAGE.read_text(encoding="utf-8"))
        readme.README.write_text(verdict, encoding="utf-8")
    return code


if __name__ == "__main__":
    sys.exit(main())
