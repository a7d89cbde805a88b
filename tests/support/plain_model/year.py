"""The year, step by step (ODD 3)."""

from __future__ import annotations

import copy

from support.plain_model import (
    deliveries,
    development,
    makers,
    outcomes,
    plans,
    prices,
    rivals,
    small_firms,
    taste,
    world,
)
from support.plain_model.aid import UkraineAid
from support.plain_model.ammunition import JointAmmunition
from support.plain_model.bank import Bank
from support.plain_model.beginning import State
from support.plain_model.loans import FurtherLoan, Safe
from support.plain_model.passport import Passport
from support.plain_model.programmes import Programmes
from support.plain_model.research_funds import competitiveness_fund, defence_fund, horizon
from support.plain_model.simpler_rules import AiActRework, Simplification
from support.plain_model.sites import RegionalProduction
from support.plain_model.standards import Standards
from support.plain_model.stockpiles import Stockpiles
from support.plain_model.terms import Terms
from support.plain_model.tiers import Partners
from support.plain_model.union import Union
from support.plain_model.war_economy import WarEconomy

ACCOUNTS = ("met", "missed", "disbursed", "clawed_back", "public_cost", "private_research")

LEVERS = {
    "ai_act_rework": AiActRework,
    "common_loan": FurtherLoan,
    "competitiveness_fund": competitiveness_fund,
    "defence_bank": Bank,
    "edf": defence_fund,
    "edtu": Union,
    "horizon_dual_use": horizon,
    "joint_ammunition": JointAmmunition,
    "partners": Partners,
    "programmes": Programmes,
    "regional_production": RegionalProduction,
    "safe": Safe,
    "simplification": Simplification,
    "standards": Standards,
    "stockpiles": Stockpiles,
    "tech_passport": Passport,
    "ukraine_aid": UkraineAid,
    "war_economy": WarEconomy,
}


def begin(known):
    """The state of a run before its first year, taste and institutions included.

    Raises:
        ValueError: the scenario has a lever or a rule of choice that is not written here.
    """
    if known.scenario.rule not in ("nested_logit", *rivals.RULES):
        raise ValueError(f"no plain version of the rule {known.scenario.rule}")
    levers = sorted(key for key, schedule in known.scenario.levers.items() if schedule.strength > 0.0)
    if set(levers) - set(LEVERS):
        raise ValueError(f"no plain version of {sorted(set(levers) - set(LEVERS))}")
    state = State(known)
    taste.set_taste(state, known)
    state.levers = {key: LEVERS[key](known) for key in levers}
    state.union, state.tiers = state.levers.get("edtu"), state.levers.get("partners")
    state.loans = [state.levers[key] for key in ("safe", "common_loan") if key in levers]
    state.terms_without_union = Terms(known)
    return state


def planning_year(state, known, tape, year):
    """One year; ``state`` is changed in place. Returns the outcomes of the year by table."""
    state.accounts = dict.fromkeys(ACCOUNTS, 0.0)
    world.turn(state, known, tape, year)
    world.learn_and_save(state, known, tape, year)
    for lever in state.levers.values():
        lever.decide(state, known, tape, year)
    terms = _terms(state, known, year)
    prices.reprice(state, known, terms)
    plans.decide(state, known, terms, tape, year)
    deliveries.settle(state, known, terms, tape, year)
    makers.invest(state, known, terms)
    development.develop(state, known, terms, tape, year)
    _institutions_settle(state, known, terms, year)
    small_firms.step(state, known, terms, tape, year)
    deliveries.publish(state, known)
    return outcomes.read_all(state, known, terms)


def _terms(state, known, year):
    """What levers change this year; what moves savings does so at once."""
    terms, of_union = Terms(known), Terms(known)
    for lever in state.levers.values():  # in the order of their keys
        lever.act(state, known, of_union if lever is state.union else terms, year)
        if lever is state.union:  # levers that follow see what it takes out of savings
            terms.money, of_union.money = of_union.money, terms.money
    state.terms_without_union = copy.copy(terms)
    terms.add(of_union)
    for i, d in known.cells():
        state.money[i][d] += terms.money[i][d]
        state.target[i][d] = state.required[i][d] + terms.target[i][d]
    return terms


def _institutions_settle(state, known, terms, year):
    """Loans, grants, milestones; refunds reach savings."""
    for lever in state.levers.values():
        lever.settle(state, known, terms, year)
    for i, d in known.cells():
        state.money[i][d] += terms.refund[i][d]
