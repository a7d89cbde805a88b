"""The outcomes. A new one is one function with the decorator; tables, figures and documents find it."""

from __future__ import annotations

import numpy as np

from model.inputs.tables import own
from model.numeric.fold import total
from model.outcomes.outcome import outcome, share
from model.outcomes.snapshot import group_of
from model.rules import belief, union
from model.rules.choice import EUROPEAN, US
from model.suppliers.variables import DEPLOYED

_GROUPS = {
    "us": "US",
    "eu": "European",
    "eu27": "EU-27",
    "third": "Third-country",
}
_FLOWS = {
    "orders": "share of orders",
    "deliveries": "share of deliveries",
    "stock": "share of stock in service",
}


def _shares() -> None:
    """Supplier shares of orders, deliveries and stock for every table."""

    def reader(table, flow, group):
        return lambda view: view.group_share(table, flow, group)

    for table, flows in (
        ("years", _FLOWS),
        ("states", _FLOWS),
        ("domains", _FLOWS),
    ):
        for flow in flows:
            for group, who in _GROUPS.items():
                if group == "eu27" and table != "years":
                    continue
                outcome(  # more or less of a supplier is a matter of taste, so neither is better
                    f"{who} {_FLOWS[flow]}",
                    table=table,
                    name=f"{group}_share_{flow}",
                    about=f"{who} suppliers' {_FLOWS[flow]}, in {'units' if flow == 'stock' else 'euro'}.",
                )(reader(table, flow, group))
    for row in own().rows("perimeters"):
        perimeter, buyers = row["perimeter"], row["label"]
        for flow in _FLOWS:
            for group in row["suppliers"].split(";"):
                outcome(
                    f"{_GROUPS[group]} {_FLOWS[flow]}, {buyers}",
                    name=f"{group}_share_{flow}_{perimeter}",
                    about=f"{_GROUPS[group]} suppliers' {_FLOWS[flow]} of {buyers}, "
                    f"in {'units' if flow == 'stock' else 'euro'}.",
                )(reader(perimeter, flow, group))


_shares()


def _home_and_imports() -> None:
    """What is bought at home, and whom the rest comes from: for all buyers and for each perimeter."""

    def home(perimeter):
        return lambda view: share(
            view.inside(view.at_home, perimeter),
            view.inside(total(view.totals["states"]["orders"], 0), perimeter),
        )

    def imported(perimeter):
        def read(view):
            bought = view.inside(view.imports, perimeter)
            return share(group_of(bought, "us"), total(bought, 0))

        return read

    for perimeter, buyers in (("", ""), *((r["perimeter"], r["label"]) for r in own().rows("perimeters"))):
        end, of, by = (f"_{perimeter}", f", {buyers}", f" of {buyers}") if perimeter else ("", "", "")
        outcome(
            f"Home share of orders{of}",
            name=f"home_share_orders{end}",
            about=f"Share of orders{by} that goes to offers made in the buyer's own state, in euro.",
        )(home(perimeter))
        outcome(
            f"US share of imports ordered{of}",
            name=f"us_share_imports{end}",
            about=f"US suppliers' share of orders{by} from offers that are not made in the buyer's own state, in euro.",
        )(imported(perimeter))


_home_and_imports()


@outcome("Deferred share of plans", better="lower")
def deferred_share(view):
    """Money of plans that fell due and was not spent, over money of plans that fell due."""
    put_off = total(total(view.market.deferred + view.market.lapsed, 1), 0)
    return share(put_off, put_off + total(view.totals["years"]["orders"], 0))


@outcome("Money lapsed", "bn EUR a year", high=np.nan, better="lower")
def lapsed_bn(view):
    """Money of plans that was put off for longer than budget law lets it be kept."""
    return total(total(view.market.lapsed, 1), 0)


@outcome("US content of stock in service", better="lower")
def us_content_stock(view):
    """US content of stock, counting that of European and other systems, whoever can forbid their use."""
    return share(total(view.exposed, 0), total(view.in_service, 0))


@outcome("US exposure of stock in service", better="lower")
def us_exposure_stock(view):
    """Share of stock that a US cut-off reaches: US content, and systems whose sale or support the US can forbid."""
    return share(total(total(view.market.in_service * view.us_exposure, 1), 0), total(view.in_service, 0))


@outcome("Retained capability, 30 days", better="higher")
def retained_capability_30(view):
    """Share of capability left 30 days after a US cut-off that is only imagined."""
    return view.by_weight(view.retained(30.0))


@outcome("Retained capability, 180 days", better="higher")
def retained_capability_180(view):
    """Share of capability left 180 days after a US cut-off that is only imagined."""
    return view.by_weight(view.retained(180.0))


@outcome("Retained capability, 180 days, low", better="higher")
def retained_capability_180_low(view):
    """The same with spares and decay of every domain at the unfavourable end of their ranges."""
    return view.by_weight(view.retained(180.0, "low"))


@outcome("Retained capability, 180 days, high", better="higher")
def retained_capability_180_high(view):
    """The same with spares and decay of every domain at the favourable end of their ranges."""
    return view.by_weight(view.retained(180.0, "high"))


@outcome("Retained capability, 360 days", better="higher")
def retained_capability_360(view):
    """Share of capability left 360 days after a US cut-off that is only imagined."""
    return view.by_weight(view.retained(360.0))


@outcome("Capability gap", better="lower")
def capability_gap(view):
    """Share of the required capability that is missing, in units of reference price; surplus elsewhere fills none."""
    return total(total(view.missing, 1), 0) / total(view.required, 0)


@outcome("Equipment budgets", "bn EUR a year", high=np.nan)
def budgets_bn(view):
    """Equipment budgets of the year, threat included, before what levers move."""
    return total(view.members.budget, 0)


@outcome("Orders", "bn EUR a year", high=np.nan)
def orders_bn(view):
    """Value of orders placed in the year."""
    return total(view.totals["years"]["orders"], 0)


@outcome("Deliveries", "bn EUR a year", high=np.nan)
def deliveries_bn(view):
    """Value of deliveries, which is what is paid for equipment in the year."""
    return total(view.totals["years"]["deliveries"], 0)


@outcome("Full cost", "bn EUR a year", high=np.nan, better="lower")
def full_cost_bn(view):
    """Deliveries, sustainment, switching and certification, and public money beyond equipment budgets."""
    offers, facts = view.facts.offers, view.facts
    by_offer = view.stock_by_offer * offers.price
    sustainment = total(facts.domain("sustainment") * total(by_offer, 1), 0)
    return deliveries_bn(view) + sustainment + adoption_cost_bn(view) + view.ledger.accounts["public_cost_bn"]


@outcome("Fragmentation", "effective families", low=1.0, high=np.nan, better="lower")
def fragmentation(view):
    """Effective number of systems in service in a domain (1 / HHI), averaged over domains by stock."""
    by_offer = view.stock_by_offer
    whole = total(by_offer, 1)
    part = by_offer / np.where(whole > 0.0, whole, 1.0)[:, None, :]
    concentration = total(part * part, 1)
    families = 1.0 / np.where(concentration > 0.0, concentration, 1.0)
    return total(families * whole, 0) / total(whole, 0)


@outcome("Members of the union", "states", high=30.0)
def members(view):
    """Number of states in the union at the end of the year."""
    return total(view.institutions.membership.now, 0)


@outcome("Members, fewest", "states", high=30.0)
def members_fewest(view):
    """Members of the smaller of two stable unions: best responses from nobody and from all, without shocks."""
    return total(view.institutions.membership.fewest, 0)


@outcome("Members, most", "states", high=30.0)
def members_most(view):
    """Members of the larger of two stable unions: best responses from nobody and from all, without shocks."""
    return total(view.institutions.membership.most, 0)


@outcome("Milestones met", "milestones a year", high=np.nan, better="higher")
def milestones_met(view):
    """Milestones met in time in the year."""
    return view.ledger.accounts["milestones_met"]


@outcome("Milestones missed", "milestones a year", high=np.nan, better="lower")
def milestones_missed(view):
    """Milestones missed in the year."""
    return view.ledger.accounts["milestones_missed"]


@outcome("Disbursed by the union", "bn EUR a year", high=np.nan)
def disbursed_bn(view):
    """Grants and tranches paid in the year."""
    return view.ledger.accounts["disbursed_bn"]


@outcome("Share of the fund paid out")
def fund_paid_share(view):
    """Grants and tranches paid to date over the money that came into the union's fund to date."""
    return view.institutions.fund_paid_share


@outcome("Drawn from common loans", "bn EUR a year", high=np.nan)
def common_loans_bn(view):
    """What states drew in the year from loans that the Union takes up for them."""
    return view.ledger.accounts["borrowed_bn"]


@outcome("Clawed back", "bn EUR a year", high=np.nan)
def clawed_back_bn(view):
    """Claimed back for missed milestones and from states that left."""
    return view.ledger.accounts["clawed_back_bn"]


@outcome("Private capital of European makers", "bn EUR a year", high=np.nan, better="higher")
def private_capital_bn(view):
    """Plant ordered by European makers and private money drawn into their projects."""
    plant = total(total(view.market.suppliers.variables.invested * view.ours, 1), 0)
    return plant + view.ledger.accounts["private_research_bn"]


@outcome("US price premium", "ratio", low=np.nan, high=np.nan)
def us_price_premium(view):
    """US over European list price, less 1; within a domain by capacity, over domains by planned spending."""
    s, offers = view.market.suppliers.variables, view.facts.offers
    selling = (s.stage >= DEPLOYED) * offers.exists * s.capacity
    mean = {}
    for nest in (US, EUROPEAN):
        weight = selling * (offers.nest == nest)
        whole = total(weight, 1)
        mean[nest] = total(weight * s.price, 1) / np.where(whole > 0.0, whole, 1.0)
    spending = view.facts.domain("spending_share")
    ratio = mean[US] / np.where(mean[EUROPEAN] > 0.0, mean[EUROPEAN], 1.0)
    return total(spending * ratio, 0) / total(spending, 0) - 1.0


@outcome("Munitions stockpile", "days", high=np.nan, better="higher")
def stockpile_days(view):
    """Days of intense combat that munitions in stock would last: days at the start x stock over its start."""
    d = view.facts.roles["munitions"]
    stock, p = total(total(view.members.stock[:, d], 1), 0), view.parameters
    start = total(view.members.required[:, d], 0) / p.required_stock
    return p.stockpile_days_start * stock / start


@outcome("Small firms", "firms", high=np.nan, better="higher")
def small_firms(view):
    """Small firms in European defence supply."""
    firms = view.market.small_firms
    return total(firms.firms * firms.count, 0)


@outcome("Small firms taken over", "firms to date", high=np.nan)
def small_firms_taken_over(view):
    """Small firms taken over by primes since the first year."""
    firms = view.market.small_firms
    return total(firms.firms * firms.taken_over, 0)


@outcome("Loss from the worst site", "share", better="lower")
def worst_site_loss(view):
    """Share of European capacity lost if each European maker lost one of its sites; mean over makers by capacity."""
    weight = view.selling
    sites = view.facts.offers.sites + view.market.incentives.total_of("sites")
    return total(total(weight / sites, 0), 0) / total(total(weight, 0), 0)


@outcome("European munitions output", "bn EUR a year", high=np.nan, better="higher")
def munitions_output_bn(view):
    """Munitions that European makers delivered to European states."""
    d = view.market.munitions
    return total(view.totals["domains"]["deliveries"][1:3, d], 0)


@outcome("Cost of capital of European makers", "per year", high=np.nan, better="lower")
def cost_of_capital(view):
    """Real rate at which European makers on sale borrow; mean by capacity."""
    weight, state = view.selling, view.market.suppliers.variables
    return total(total(weight * state.rate, 0), 0) / total(total(weight, 0), 0)


@outcome("Quality of European offers over the US frontier", "ratio", high=np.nan, better="higher")
def relative_quality(view):
    """Quality of European offers on sale over the frontier of their domain; mean by capacity."""
    weight, state = view.selling, view.market.suppliers.variables
    ratio = state.quality / view.market.frontier[:, None, :]
    return total(total(weight * ratio, 0), 0) / total(total(weight, 0), 0)


@outcome("European offers on sale", "offers", high=np.nan, better="higher")
def european_offers(view):
    """Number of European offers that can be ordered."""
    return total(_on_sale(view), 0)


@outcome("Projects started", "projects a year", high=np.nan)
def projects_born(view):
    """European development projects that were started in the year."""
    return total(total(view.market.suppliers.variables.born, 0), 0)


@outcome("Projects failed", "projects a year", high=np.nan, better="lower")
def projects_failed(view):
    """European development projects that were cancelled in the year."""
    return total(total(view.market.suppliers.variables.cancelled, 0), 0)


@outcome("Entries into service", "projects a year", high=np.nan, better="higher")
def entries_into_service(view):
    """European development projects that entered service in the year."""
    return total(total(view.market.suppliers.variables.entered, 0), 0)


@outcome("Cost of switching and certification", "bn EUR a year", high=np.nan, better="lower")
def adoption_cost_bn(view):
    """One-off cost of taking up what was ordered: switching and national certification."""
    return total(total(view.market.adoption, 1), 0)


@outcome("Cost of certification", "bn EUR a year", high=np.nan, better="lower")
def certification_cost_bn(view):
    """National certification of what was ordered."""
    return total(total(view.market.certification, 1), 0)


@outcome("Years to the munitions rate", "years", high=np.nan, better="lower")
def years_to_munitions_rate(view):
    """Years until European munitions output first reached a multiple of its start; counts on while it has not."""
    return view.market.years_below_rate


REQUIRED = ("Capability required", "units of reference price")
"""What the gaps of states and of domains are to be weighted by to give the gap of all."""


def _plain() -> None:
    """Columns of the state and domain tables that are read off directly."""
    states = {
        "orders_bn": ("Orders", "bn EUR a year", lambda v: total(v.totals["states"]["orders"], 0)),
        "deliveries_bn": ("Deliveries", "bn EUR a year", lambda v: total(v.market.received, 1)),
        "home_share_orders": ("Home share of orders", "share", _state_home),
        "us_share_imports": ("US share of imports ordered", "share", lambda v: _state_imports(v, "us")),
        "third_share_imports": (
            "Third-country share of imports ordered",
            "share",
            lambda v: _state_imports(v, "third"),
        ),
        "us_content_stock": ("US content of stock", "share", _state_content),
        "retained_capability_180": ("Retained capability, 180 days", "share", lambda v: v.retained(180.0)),
        "capability_gap": ("Capability gap", "share", lambda v: v.gap_by_state),
        "capability_required": REQUIRED + (lambda v: v.required,),
        "belief": ("Belief in a US restriction", "per year", lambda v: v.members.belief),
        "threat": ("Perceived threat", "index", lambda v: v.members.threat),
        "member": ("Member of the union", "0 or 1", lambda v: v.institutions.membership.now),
    }
    domains = {
        "orders_bn": ("Orders", "bn EUR a year", lambda v: total(v.totals["domains"]["orders"], 0)),
        "deliveries_bn": (
            "Deliveries",
            "bn EUR a year",
            lambda v: total(v.totals["domains"]["deliveries"], 0),
        ),
        "home_share_orders": (
            "Home share of orders",
            "share",
            lambda v: share(v.home_by_domain, total(v.totals["domains"]["orders"], 0)),
        ),
        "capability_gap": ("Capability gap", "share", _domain_gap),
        "capability_required": REQUIRED + (lambda v: total(v.members.required, 0),),
        "offers_on_sale": ("European offers on sale", "offers", _on_sale),
    }
    for table, columns in (("states", states), ("domains", domains)):
        for name, (label, unit, read) in columns.items():
            high = 1.0 if unit in ("share", "index", "0 or 1", "per year") else np.nan
            outcome(label, unit, high=high, table=table, name=name, about=f"{label}, {unit}.")(read)


def _state_home(view):
    return share(view.at_home, total(view.totals["states"]["orders"], 0))


def _state_imports(view, group):
    return share(group_of(view.imports, group), total(view.imports, 0))


def _reasons() -> None:
    """What a year in the union is worth to each state, by part."""

    def reader(part):
        return lambda view: view.institutions.membership_reasons[part]

    for part, words in union.PARTS.items():
        outcome(
            f"Worth of membership: {words}",
            "bn EUR a year",
            low=np.nan,
            high=np.nan,
            table="states",
            name=f"worth_{part}_bn",
            about=f"What a year in the union is worth to the state: {words}; 0 where there is none.",
        )(reader(part))


_reasons()


def _state_content(view):
    return share(view.exposed, view.in_service)


def _domain_gap(view):
    return belief.missing_share(total(view.missing, 0), total(view.members.required, 0))


def _on_sale(view):
    return total(view.on_sale, 1)


_plain()
