"""Joining, staying and being paid in a Defence Technology Union (E16, E18), and what buying together takes."""

from __future__ import annotations

import numpy as np

# What a year of membership brings a state, and costs it where negative, bn EUR; the order in which they are added up.
PARTS = {
    "grants": "grants paid on what it buys",
    "savings": "cheaper purchases by pooling",
    "project_money": "project money paid to its makers",
    "orders_at_home": "change of its own orders from its makers, at what they are worth to it",
    "orders_from_members": "what other members buy from its makers for its being in, at what that is worth to it",
    "access": "lower risk of losing access to what it uses",
    "clawback": "money it expects to pay back",
    "delay": "later deliveries, at what time is worth to it",
    "fee": "its share of the fund, where members pay it",
    "tie": "political cost of offending the United States",
}


def stays_or_joins(member, utility, exit_cost):
    """E18: a member leaves only when its utility falls below minus the exit cost; others join above zero."""
    return np.where(member > 0.0, utility >= -exit_cost, utility > 0.0) * 1.0


def home_value(home_taste):
    """E16': what a euro of orders from own makers is worth, 0-1.

    A state that pays exp(a) times the price for what is made at home is indifferent at that price, so of each euro paid
    there the share 1 - exp(-a) is for its being made at home.

    Args:
        home_taste: a, willingness to pay for what is made at home, log price.
    """
    return np.maximum(0.0, -np.expm1(-home_taste))


def pooled_discount(most, pooled_share):
    """Price cut when a share of European demand is pooled: rises in proportion to ``most`` at full pooling."""
    return most * pooled_share


def gain_in_price(discount, grant, breach, running, preference, delay_cost):
    """E16': how much better an eligible offer looks to a member beside an ineligible one, log price.

    It follows from the life-cycle cost of E4, where grant and breach are shares of price beside its running cost.

    Args:
        discount, grant, breach: shares of price. running: sustainment over the service life, share of price.
        preference: for eligible offers, log price. delay_cost: of what comes later, log price.
    """
    whole = 1.0 + running
    return np.log((whole + breach) / ((whole - grant) * (1.0 - discount))) + preference - delay_cost


def crowding(eligible_share, lift):
    """E16': by what all choice probabilities are divided when eligible offers look better.

    With P the probability of an offer without the union, it is P x lift / crowding with it where the offer is eligible,
    and P / crowding where it is not. Exact for the plain logit; see the model description for nests.

    Args:
        eligible_share: probability of all eligible offers together without the union.
        lift: exp(gain / noise), the rise of the odds of an eligible offer.
    """
    return 1.0 + eligible_share * (lift - 1.0)


def eligibility(content, floor, width):
    """Share of an offer that counts as eligible, 0-1: all from the floor of European content on.

    Offers a little below it can be redesigned, so the share falls in a straight line to 0 at ``width`` below the floor.
    """
    return np.clip((content - floor) / width + 1.0, 0.0, 1.0)


def effective_number(total, total_of_squares):
    """Effective number of partners, 1 / sum of squared shares; 1 where nobody buys.

    Args:
        total, total_of_squares: of what each partner buys.
    """
    some = total_of_squares > 0.0
    return np.where(some, total * total / np.where(some, total_of_squares, 1.0), 1.0)


def spread(alike_within, alike_together):
    """How unlike the requirements of partners are: 0 where all use the same, 1 where each uses one thing of its own.

    The fixation index of population genetics (Wright 1951, Annals of Eugenics 15: 323-354), on shares of systems in
    service: the part of the variety of all partners together that lies between them.

    Args:
        alike_within: chance that two units of one partner are of one type, mean over partners.
        alike_together: the same for two units of all of them.
    """
    variety = 1.0 - alike_together
    return np.where(
        variety > 0.0, (alike_within - alike_together) / np.where(variety > 0.0, variety, 1.0), 0.0
    )


def common_delay(base, lead, partners, unlikeness, by_partners, by_spread):
    """E2': extra years until delivery when partners order together: base x (a ln n + b spread).

    Args:
        base: years of delay per year of production. lead: years in production. partners: effective number, >= 1.
        unlikeness: see `spread`. by_partners, by_spread: a and b. One partner alone waits no longer.
    """
    return base * lead * (by_partners * np.log(partners) + by_spread * unlikeness)


def milestone_outcome(active, reached, due, year, grace):
    """E18: (met, missed) as 0/1 this year: met when reached by the due date plus grace, missed when that passes.

    Args:
        active: 1 where a milestone is pending. reached: 1 where the stage was finished this year.
        due: due date, calendar year. grace: years.
    """
    in_time = year <= due + grace
    met = active * reached * in_time
    missed = active * np.where(in_time, 0.0, 1.0)
    return met, missed


def loan_gain(own_rate, common_rate, maturity, grace):
    """E21: grant equivalent of a common loan, share of the loan; 0 where a state borrows as cheaply itself.

    Interest alone is paid during the grace, then equal instalments to the end; what is paid back is worth less than
    the loan at the state's own rate.

    Args:
        own_rate, common_rate: per year, > 0. maturity, grace: years.
    """
    left = maturity - grace
    instalment = common_rate / -np.expm1(-left * np.log1p(common_rate))
    paid_in_grace = common_rate * -np.expm1(-grace * np.log1p(own_rate)) / own_rate
    paid_after = instalment * -np.expm1(-left * np.log1p(own_rate)) / own_rate
    after = paid_after * np.exp(-grace * np.log1p(own_rate))
    return np.where(own_rate > common_rate, np.maximum(0.0, 1.0 - paid_in_grace - after), 0.0)
