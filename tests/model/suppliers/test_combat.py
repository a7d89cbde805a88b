"""What combat teaches Ukraine's makers stays in the domains of its lessons."""

import numpy as np
from support.stepping import make

from model.block import set_up


def test_combat_speeds_quality_in_its_domains_and_nowhere_else():
    """Known answer after the first year, when only the growth itself differs."""
    growth = {}
    for value in (0.0, 0.05):
        run = set_up(make("baseline", runs=2, parameters={"ukraine_growth": value}))
        run.year(run.setup.scenario.start)
        growth[value] = run.market.suppliers.variables.quality
    facts = run.facts
    gained = np.log(growth[0.05] / growth[0.0]) * (facts.offers.exists > 0.0)
    expected = 0.05 * facts.offers.from_ukraine * facts.scope("lessons")[:, None]
    np.testing.assert_allclose(gained, np.broadcast_to(expected, gained.shape), atol=1e-12)
    assert (expected > 0.0).sum() == 1, "uncrewed systems, of Ukraine's offers in five domains"
    assert ((facts.offers.from_ukraine * facts.offers.exists).sum(axis=(1, 2)) > 0.0).sum() >= 5
