"""The year, step by step (ODD 3)."""

from __future__ import annotations

import copy

from support.plain_model import (
    deliveries,
    development,
    loans,
    makers,
    outcomes,
    plans,
    prices,
    small_firms,
    taste,
    world,
)
from support.plain_model.bank import Bank
from support.plain_model.beginning import State
from support.plain_model.passport import Passport
from support.plain_model.terms import Terms
from support.plain_model.union import Union

ACCOUNTS = ("met", "missed", "disbursed", "clawed_back", "public_cost", "private_research")


LEVERS = {"safe", "defence_bank", "edtu", "tech_passport"}  # those of the baseline and of the whole package


def begin(known):
    """The state of a run before its first year, taste and institutions included.

    Raises:
        ValueError: the scenario has a lever that is not written here.
    """
    levers = {key for key, schedule in known.scenario.levers.items() if schedule.strength > 0.0}
    if levers - LEVERS:
        raise ValueError(f"no plain version of {sorted(levers - LEVERS)}")
    state = State(known)
    taste.set_taste(state, known)
    state.bank = Bank(known) if "defence_bank" in levers else None
    state.union = Union(known) if "edtu" in levers else None
    state.passport = Passport(known) if "tech_passport" in levers else None
    state.terms_without_union = Terms(known)
    return state


def planning_year(state, known, tape, year):
    """One year; ``state`` is changed in place. Returns the outcomes of the year by table."""
    state.accounts = dict.fromkeys(ACCOUNTS, 0.0)
    world.turn(state, known, tape, year)
    world.learn_and_save(state, known, tape, year)
    if state.union:
        state.union.decide(state, known, tape, year)
    if state.passport:
        state.passport.decide(state, known, tape, year)
    terms = _terms(state, known, year)
    prices.reprice(state, known)
    plans.decide(state, known, terms, tape, year)
    deliveries.settle(state, known, terms, tape, year)
    makers.invest(state, known, terms)
    development.develop(state, known, terms, tape, year)
    _institutions_settle(state, known, terms, year)
    small_firms.step(state, known, tape, year)
    deliveries.publish(state, known)
    return outcomes.read_all(state, known, terms)


def _terms(state, known, year):
    """What levers change this year; what moves savings does so at once."""
    terms = Terms(known)
    if state.bank:
        state.bank.act(state, known, terms, year)
    loans.act(state, known, terms, year)
    if state.passport:
        state.passport.act(state, known, terms, year)
    state.terms_without_union = copy.deepcopy(terms)
    if state.union:
        state.union.act(state, known, terms, year)
    for i, d in known.cells():
        state.money[i][d] += terms.money[i][d]
    return terms


def _institutions_settle(state, known, terms, year):
    """Loans, grants, milestones; refunds reach savings."""
    if state.bank:
        state.bank.settle(state, known, year)
    if state.union:
        state.union.settle(state, known, terms, year)
    loans.settle(state, known, terms)
    for i, d in known.cells():
        state.money[i][d] += terms.refund[i][d]
