"""The ten questions that the model was built for, and the pairs of runs that answer each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

FIVE, TEN = 2033, 2038  # years after a start in 2028


@dataclass(frozen=True)
class Setting:
    """What is run: a scenario that comes with the model, with changes as "
    "`model.scenarios.changes.change` takes them."""

    scenario: str
    levers: Mapping[str, object] = field(default_factory=dict)
    shocks: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """Equal for equal settings."""
        return repr((self.scenario, dict(self.levers), dict(self.shocks)))


@dataclass(frozen=True)
class Case:
    """One setting less another on the same luck and inputs.

    Attributes:
        label: in the table and the figure. shown, against: settings.
    """

    label: str
    shown: Setting
    against: Setting


@dataclass(frozen=True)
class Question:
    """One question.

    Attributes:
        title: the question. cases: pairs of runs. outcomes: read from each, the first in the answer. years: read.
        levels: outcomes of which the value of the shown runs is told, not a difference.
        assumed: what was put in. emerged: what was not.
        name: of the figure's file.
    """

    name: str
    title: str
    cases: tuple[Case, ...]
    outcomes: tuple[str, ...]
    years: tuple[int, ...]
    assumed: str
    emerged: str
    levels: tuple[str, ...] = ()


def at(year: int, **more: object) -> dict[str, object]:
    """A lever that starts in some year."""
    return {"start": year, **more}


ADOPTED = Setting("baseline")
UNION = Setting("edtu_milestones")
PACKAGE = Setting("edtu_full")
ALONE = (  # scenario, label
    ("edtu_milestones", "union"),
    ("defence_bank", "bank"),
    ("tech_passport", "passport"),
    ("programmes", "programmes"),
    ("research_funds", "research funds"),
    ("common_loan", "further common loan"),
    ("partners", "union with partners"),
    ("joint_ammunition", "joint ammunition"),
    ("regional_production", "regional production"),
    ("simplification", "simpler rules"),
    ("standards", "standards"),
    ("small_firms", "small firms"),
    ("stockpiles", "stockpiles"),
    ("war_economy", "war economy"),
)


def _without(lever: str) -> Setting:
    return Setting("edtu_full", levers={lever: 0.0})


def _under(shock: str, year: int) -> tuple[Setting, Setting]:
    shocks = {shock: {"start": year}}
    return Setting("edtu_full", shocks=shocks), Setting("baseline", shocks=shocks)


QUESTIONS = (
    Question(
        "union",
        "Does the union lower dependence on the United States within five and ten years?",
        (Case("union", UNION, ADOPTED),),
        ("us_share_orders", "us_share_deliveries", "us_share_stock", "full_cost_bn"),
        (FIVE, TEN),
        "The discount of orders placed together, its delay by number and likeness of partners, "
        "the fund's size and terms.",
        "Who joins, what they buy together, which projects meet their milestones, and the share "
        "of the stock in the end.",
    ),
    Question(
        "designs",
        "Binding, voluntary or unanimous?",
        tuple(
            Case(label, Setting("edtu_milestones", levers={"edtu": at(2028, design=design)}), ADOPTED)
            for label, design in (("binding", 1), ("voluntary", 2), ("unanimous", 3))
        ),
        ("us_share_orders", "members", "milestones_met", "full_cost_bn"),
        (FIVE, TEN),
        "How a law passes (qualified majority, coalition, unanimity), and that only a binding "
        "union claws money back.",
        "When it passes, how many are in, and how many milestones are met.",
        levels=("members", "milestones_met"),
    ),
    Question(
        "membership",
        "Who joins, and is the union fragile?",
        (
            Case("freely formed", PACKAGE, ADOPTED),
            Case("founders only", Setting("edtu_founders"), ADOPTED),
            Case("all 27 by decree", Setting("edtu_all27"), ADOPTED),
        ),
        ("members", "members_fewest", "members_most", "us_share_orders"),
        (FIVE, TEN),
        "What a state counts: grants, savings, project money, orders to its makers, delay, fee, "
        "a cost of being tied.",
        "Best responses: the fewest and most members that nobody wants to leave or join, far "
        "apart where the union is fragile.",
        levels=("members", "members_fewest", "members_most"),
    ),
    Question(
        "levers",
        "Which lever does most, and in what order?",
        (
            *(Case(label, Setting(name), ADOPTED) for name, label in ALONE),
            Case("package at once", PACKAGE, ADOPTED),
            Case("package, union four years later", Setting("edtu_full", levers={"edtu": at(2032)}), ADOPTED),
            Case(
                "package, bank and passport four years later",
                Setting("edtu_full", levers={"defence_bank": at(2032), "tech_passport": at(2032)}),
                ADOPTED,
            ),
        ),
        ("us_share_orders", "capability_gap", "full_cost_bn"),
        (TEN,),
        "The size of each lever, which is a scenario and not a forecast: sizes beside the money "
        "they reach are in `levers.md`.",
        "What each adds alone and what is lost by waiting.",
    ),
    Question(
        "bank",
        "What does a defence bank add?",
        (
            Case("bank alone", Setting("defence_bank"), ADOPTED),
            Case("bank added to union and passport", PACKAGE, _without("defence_bank")),
        ),
        ("cost_of_capital", "munitions_output_bn", "eu_share_orders", "us_share_orders"),
        (FIVE, TEN),
        "Which makers banks refuse, what a guarantee covers, that nobody builds plant before "
        "there are orders.",
        "How much of the plant that was wanted was short of finance: little, because plant "
        "waits for orders and not for loans.",
    ),
    Question(
        "passport",
        "Does the technology passport help Europe or others?",
        (
            Case("for European systems", Setting("tech_passport"), ADOPTED),
            Case("for all systems", Setting("tech_passport_open"), ADOPTED),
            Case("added to union and bank", PACKAGE, _without("tech_passport")),
        ),
        ("eu_share_orders", "us_share_orders", "third_share_orders", "certification_cost_bn"),
        (FIVE, TEN),
        "What a national certificate costs and how long it takes.",
        "Who gains the orders that certificates had held back.",
    ),
    Question(
        "cutoff",
        "If the United States restrict access, what still works?",
        tuple(Case(f"package, cut off in {year}", *_under("us_cutoff", year)) for year in (2030, 2034)),
        ("retained_capability_180", "capability_gap", "us_share_orders", "deferred_share"),
        (2030, 2034, TEN),
        "That the restriction is total for its years, and how fast systems fail without spares "
        "and updates, by domain.",
        "What is bought instead, what is put off, and how long the cut is remembered.",
        levels=("retained_capability_180",),
    ),
    Question(
        "dip",
        "What does autonomy cost on the way, and is there a dip?",
        (Case("package", PACKAGE, ADOPTED), Case("everything at once", Setting("everything"), ADOPTED)),
        ("capability_gap", "full_cost_bn", "deferred_share", "relative_quality"),
        (2029, 2031, FIVE, TEN),
        "That European systems are dearer or later where the tables say so, and that money "
        "spent on one thing is not spent on another.",
        "Whether capability falls before it rises.",
    ),
    Question(
        "partners",
        "What do the United Kingdom, Norway and Ukraine change, and at which tier?",
        tuple(
            Case(
                label,
                Setting(
                    "edtu_full", levers={"partners": at(2028, ramp=1, uk=tier, norway=tier, ukraine=tier)}
                ),
                PACKAGE,
            )
            for label, tier in (("capped", 1), ("paying", 2), ("full", 3))
        ),
        ("us_share_orders", "eu27_share_orders", "eu_share_orders", "full_cost_bn"),
        (FIVE, TEN),
        "What each tier lets a partner's makers count for, and the fee of a paying one.",
        "Who loses the orders that partners win.",
    ),
    Question(
        "failure",
        "When does it fail?",
        (
            Case("package", PACKAGE, ADOPTED),
            Case("under a US queue from 2030", *_under("us_queue", 2030)),
            Case("under a threat from 2030", *_under("threat", 2030)),
            Case("after a US cut-off in 2030", *_under("us_cutoff", 2030)),
        ),
        ("us_share_orders", "capability_gap", "full_cost_bn"),
        (FIVE, TEN),
        "Ranges of the inputs that nobody knows; the shocks are scenarios without a probability.",
        "The share of input vectors in which the package raises what it should lower, and the "
        "inputs that decide it.",
    ),
)
