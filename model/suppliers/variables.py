"""What suppliers know and own, for all of them or for one."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np

from model.inputs.offers import STAGES
from model.numeric.fold import power, total
from model.rules import production
from model.rules.choice import EUROPEAN

LAB, MANUFACTURING, DEPLOYED = range(len(STAGES))


@dataclass
class SupplierVariables:
    """State variables of some suppliers, (domain, offer, run) each; a Mesa agent holds a view of one cell.

    Attributes:
        stage: index into STAGES, -1 when withdrawn or cancelled, -2 when not started. progress: share of it done.
        quality, price: indices, United States at the start = 1. output: cumulative, bn EUR.
        capacity, building: bn EUR a year, the second under construction.
        knowledge: of the firm above what its domain shares, research: spent and not yet knowledge, bn EUR.
        delivered: bn EUR this year. rate: cost of capital a year. invested: plant ordered, bn EUR this year.
        cost: unit cost over that of the table, slower: planned times over those of the domain, partners: number of
            states, as drawn where a project is started; elsewhere 1, 1 and the home states.
        reached: 1 where a stage was finished this year. born, entered, completed, cancelled: 1 in the year it happened;
            entered after the second stage, completed after the last.
    """

    stage: np.ndarray
    progress: np.ndarray
    quality: np.ndarray
    price: np.ndarray
    output: np.ndarray
    capacity: np.ndarray
    building: np.ndarray
    knowledge: np.ndarray
    research: np.ndarray
    delivered: np.ndarray
    rate: np.ndarray
    invested: np.ndarray
    cost: np.ndarray
    slower: np.ndarray
    partners: np.ndarray
    reached: np.ndarray
    born: np.ndarray
    entered: np.ndarray
    completed: np.ndarray
    cancelled: np.ndarray

    def cell(self, d: int, k: int) -> SupplierVariables:
        """View of one supplier, arrays (1, 1, run): what it changes, the population sees."""
        return SupplierVariables(
            **{f.name: getattr(self, f.name)[d : d + 1, k : k + 1] for f in fields(self)}
        )


def order_book_start(facts) -> np.ndarray:
    """European order books at the start, bn EUR, (domain, offer, 1): what gives today's waiting times.

    Where more is known by buyer, the book is what is known.
    """
    o = facts.offers
    waiting = o.capacity * (o.lead + o.queue) * (o.stage == DEPLOYED)
    return np.maximum(waiting, total(facts.order_books, 0))


def first_deliveries(facts) -> np.ndarray:
    """What is delivered in a year of the order books at the start, bn EUR, (domain, offer, 1)."""
    o = facts.offers
    return production.deliveries(order_book_start(facts), o.capacity, o.lead) * (o.stage == DEPLOYED)


def experience_start(facts) -> np.ndarray:
    """Cumulative output from which learning counts: at least one year's output, (domain, offer, 1)."""
    o = facts.offers
    yearly = o.capacity + o.output_elsewhere
    return np.where(o.output + yearly > 0.0, np.maximum(o.output, yearly), 1.0)


def project_money(facts, parameters) -> np.ndarray:
    """Planned yearly money of a European project, bn EUR, (domain, 1, run)."""
    o = facts.offers
    projects = ((o.stage < DEPLOYED) & (o.stage >= LAB) & (o.nest == EUROPEAN)) * o.exists
    count = np.maximum(1.0, projects.sum(axis=1))
    return (facts.domain("rd_eu") * parameters.project_share / count)[:, None, :]


def stage_times(facts, stage, domains=None) -> np.ndarray:
    """Planned length of the stage that each supplier is in, years, shape of ``stage``.

    Args:
        stage: (domain, offer, run) or (supplier, run).
        domains: of the suppliers, integers that go with all axes but the last; left out, all domains in order.
    """
    domains = np.arange(len(facts.domains))[:, None] if domains is None else domains
    lab, manufacturing, deployment = (
        facts.domain(key)[domains] for key in ("t_lab", "t_manufacturing", "t_deployment")
    )
    return np.where(stage == LAB, lab, np.where(stage == MANUFACTURING, manufacturing, deployment))


def planned_times(facts, stage, stretched, domains=None) -> np.ndarray:
    """Planned length of each supplier's stage, longer by its own factor until it is in service, years.

    Args:
        stage, domains: see `stage_times`. stretched: see `stretch`, of the same suppliers.
    """
    return stage_times(facts, stage, domains) * np.where(stage < DEPLOYED, stretched, 1.0)


def stretch(facts, parameters) -> np.ndarray:
    """How much longer than its domain's stages a project would take to be in service in the published year.

    The published year already holds what partners cost in coordination and broken pledges, so these are taken out
    here and come back, better or worse, in E13. 1 where no year is known and once in service; shape
    (domain, offer, run).
    """
    o, p = facts.offers, parameters
    left = (1.0 - o.progress) * stage_times(facts, o.stage)
    left = left + np.where(o.stage == LAB, facts.domain("t_manufacturing")[:, None, :], 0.0)
    joint = np.where(o.partners > 1.0, 1.0 - p.pledge_default, 1.0)
    pace = power(o.partners, -p.coordination) * joint
    years = np.maximum(1.0, o.in_service - p.offers_year)
    return np.where(_published(o), years * pace / np.maximum(left, 1e-9), 1.0)


def slip(facts, parameters) -> np.ndarray:
    """How many times the published time a project takes on average, (domain, offer, run); 1 where none is published."""
    return np.where(_published(facts.offers), 1.0 + parameters.schedule_slip, 1.0)


def _published(o) -> np.ndarray:
    """Whether a project is under way to a published year of entry into service, (domain, offer, run)."""
    return (o.in_service > 0.0) & (o.stage >= LAB) & (o.stage < DEPLOYED)


def first_suppliers(facts, runs: int) -> SupplierVariables:
    """The suppliers at the beginning of the first year."""
    o, one = facts.offers, np.zeros(runs)
    shape = (*o.exists.shape[:2], runs)
    known = {
        "stage": o.stage,
        "progress": o.progress,
        "quality": o.quality,
        "price": o.price,
        "output": experience_start(facts),
        "capacity": o.capacity,
        "delivered": first_deliveries(facts),
        "cost": 1.0,
        "slower": 1.0,
        "partners": o.partners,
    }
    return SupplierVariables(
        **{f.name: known.get(f.name, 0.0) + one + np.zeros(shape) for f in fields(SupplierVariables)}
    )
