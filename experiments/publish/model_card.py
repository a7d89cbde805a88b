"""The model on one page: ``python -m experiments.publish.model_card`` writes ``docs/model_card.md``.

Figures are read from the published pages and tables, so nothing is run, and a test asks whether the page is current.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

from experiments.inputs import parameter_set
from experiments.publish import ranking
from model.inputs.parameters import table
from model.inputs.tables import own

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = DOCS / "model_card.md"
COMMAND = "python -m experiments.publish.model_card"
DO_NOT = (
    "to forecast orders, prices or dates, or to put a probability on anything that a government will do",
    "to rank firms, systems or states, or to advise on a single purchase",
    "to say what forces a state needs, or how a war would go",
    "to quote a number without its interval and the inputs that decide its sign",
    "to judge a lever by its size here: sizes are scenarios, and `levers.md` puts each beside the money it reaches",
    "for home purchases, ammunition, services or software as tested: no public register of orders holds them",
)
STRONG = 5  # parameters named


def page() -> str:
    """The page from what is published now."""
    grades = Counter(ranking.grade(row["confidence"]) for row in table().values())
    known = parameter_set.read(parameter_set.own_file())
    ranks = ranking.read()
    strong = ", ".join(f"`{rank.key}` ({rank.grade})" for rank in ranks[:STRONG])
    passed, failed = _verdicts()
    lines = [
        f"<!-- Made by `{COMMAND}`; do not edit by hand. -->",
        "",
        "# Model card",
        "",
        "**What it is.** An agent-based simulation of how thirty European states choose between American, European "
        "and other "
        f"suppliers of arms, year by year, in {len(own().domains)} capability domains. Policies change incentives; "
        "outcomes are "
        "compared run by run on the same luck and parameters.",
        "",
        "**For.** Explaining and exploring: *if these assumptions hold, the model gives this*. Comparing policies "
        "with an analyst "
        "at hand; teaching; a base for models of one's own.",
        "",
        "**Do not use it**",
        "",
        *(f"- {words};" for words in DO_NOT),
        "",
        f"**What it rests on.** {len(table())} parameters: "
        + ", ".join(f"{grades[name]} {name}" for name in dict.fromkeys(ranking.GRADES.values()))
        + " ([assumptions.md](assumptions.md)). Data tables with unit, range, source, year and confidence in each "
        "row; where they "
        "come from and what may be done with them is in `DATA_NOTICE.md`.",
        "",
        f"**Fitted to.** Shares of purchases, imports and stock by history matching: {len(known.vectors)} vectors of "
        f"{len(known.keys)} parameters are left, little fewer than were tried, so the targets hardly narrow the inputs "
        "([inputs.md](inputs.md)). What orders can identify is in [calibration.md](calibration.md): own past "
        "purchases, not "
        "prices, delays or quality.",
        "",
        f"**Tested.** {_hindcast()} ([hindcast.md](hindcast.md)). Of {len(passed) + len(failed)} patterns that it "
        "should show, "
        f"{len(passed)} pass and {len(failed)} fail ([patterns.md](patterns.md)); those that fail: "
        + "; ".join(f"*{name}*" for name in failed)
        + ".",
        "",
        f"**What headlines hang on.** Most of all {strong}. Ten questions with their intervals and what would "
        "reverse each answer: "
        "[findings.md](findings.md).",
        "",
        "**Checked.** Two populations, Mesa agents and arrays, give the same bits; a second version written from "
        "the description "
        "([ODD.md](ODD.md)) gives every outcome to 1e-9; books balance; known answers "
        "([known_answers.md](known_answers.md)).",
        "",
        "**Not in it.** Offsets and licensed production, exports of European makers out of Europe as a choice, "
        "operations and war, "
        "bargaining between firms and states, causes of changes of taste, second-hand sales.",
        "",
    ]
    return "\n".join(lines)


def _hindcast() -> str:
    """The verdict that the page of unseen years begins with."""
    text = (DOCS / "hindcast.md").read_text(encoding="utf-8").split("\n\n")[2]
    return text.strip("* \n").rstrip(".")


def _verdicts() -> tuple[list[str], list[str]]:
    """Patterns that pass, and those that fail, as the published page says."""
    rows = re.findall(
        r"^\| (.+?) \| \*\*(pass|fail)\*\* \|", (DOCS / "patterns.md").read_text(encoding="utf-8"), re.M
    )
    return [name for name, verdict in rows if verdict == "pass"], [
        name for name, verdict in rows if verdict == "fail"
    ]


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    print("docs/model_card.md rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
