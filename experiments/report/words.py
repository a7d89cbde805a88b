"""The standing sentences of a report: what it is for, what it says, and what it does not say."""

from __future__ import annotations

QUESTION = "How would Europe choose between US and European suppliers?"
PURPOSE = (
    "To explain how incentives could move arms procurement in Europe between suppliers, and to compare "
    "scenarios under equal luck.",
    "To show which assumptions a conclusion hangs on.",
)
NOT_PURPOSE = (
    "Not a forecast: no probability is claimed for any future, least of all for politics.",
    "Not advice on single purchases, firms or states.",
    "Not fitted to a best value: parameters are values inside published or assumed ranges.",
)
LUCK_ONLY = "The bands show luck between runs, with parameters held fixed."
LUCK_AND_INPUTS = (
    "Bands and intervals hold luck and inputs both: each few runs have another vector of the parameters nobody knows, "
    "from the set that calibration left. What luck alone and inputs alone would do stands beside them.",
    "Where vectors disagree on the sign of an effect the page says that the model cannot say, and on which parameters "
    "it hangs.",
)
SAYS = (
    "Differences between scenarios under the same luck, with the noise of a limited number of runs.",
    "Orders, deliveries and stock in service are three different shares; they are never mixed.",
    "Retained capability rests on spares and decay by domain, which nobody publishes: the band beside it has all "
    "of them at the unfavourable and at the favourable end of their ranges. Systems whose sale or support the "
    "United States can forbid count as exposed.",
)
FIXED_NOT = (
    "How uncertain the parameters make the result: an interval here is narrower than what is not known."
)
DRAWN_NOT = (
    "How uncertain the data tables make the result, but for home shares and tastes for blocs, and how other rules of "
    "choice do: neither is in the intervals."
)
SAYS_NOT = (
    "Anything about mechanisms that the model leaves out, such as wars, elections by name, or single firms.",
    "That a scenario is likely, wanted or legal.",
)
PERIMETERS = (
    "The same shares for all thirty states, the EU-27, the United Kingdom, Norway, and for all without Ukraine, "
    "whose buying is paid for by aid. Home is an offer made in the buyer's own state; imports are all the rest, "
    "other European offers among them. In brackets the paired difference from the baseline, in points; * where "
    "its interval is clear of zero."
)
GROUPS = (
    "US share of what the members of a group order in the last year, and the paired difference in points with its "
    "interval; * where it is clear of zero. A state may be in several groups."
)
SUPPLIERS = (
    "Shares of orders, deliveries and stock in service are three different shares. Other European makers are those of "
    "the United Kingdom, Norway and Ukraine. Differences are paired, in points; * where the interval is clear of zero."
)
COST = (
    "Sums over all years, constant prices of 2025. Full cost counts subsidies; private capital is not "
    "public money and can be lower than in the baseline."
)
JOINING = (
    "One tile a state, all of one size: the share of runs in which it is in the union in the last year. A state joins, "
    "stays or leaves by its own sums. Members of the European Union and full partners may join; in a coalition, all."
)
REPRODUCE = (
    "The same manifest id is inside every picture. "
    "Equal seed, inputs and version give equal numbers, on any machine."
)
APPENDIX_TABLES = "Tables behind the figures"
APPENDIX_ASSUMPTIONS = "Assumptions"
