"""Outcomes of a breakdown: columns of the tables of states and of domains that are read off directly."""

from __future__ import annotations

import numpy as np

from model.numeric.fold import total
from model.outcomes.outcome import outcome, share
from model.outcomes.snapshot import group_of
from model.rules import belief

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
        "offers_on_sale": ("European offers on sale", "offers", lambda v: total(v.on_sale, 1)),
    }
    for table, columns in (("states", states), ("domains", domains)):
        for name, (label, unit, read) in columns.items():
            high = 1.0 if unit in ("share", "index", "0 or 1", "per year") else np.nan
            outcome(label, unit, high=high, table=table, name=name, about=f"{label}, {unit}.")(read)


def _state_home(view):
    return share(view.at_home, total(view.totals["states"]["orders"], 0))


def _state_imports(view, group):
    return share(group_of(view.imports, group), total(view.imports, 0))


def _state_content(view):
    return share(view.exposed, view.in_service)


def _domain_gap(view):
    return belief.missing_share(total(view.missing, 0), total(view.members.required, 0))


_plain()
