"""All patterns, in the order of the page."""

from experiments.patterns import buyers, differences, law, persistence, plans, reactions, schemes, threat
from experiments.patterns.pattern import REGISTERED, Pattern

ORDER = (threat, buyers, persistence, schemes, reactions, plans, differences, law)
PATTERNS: dict[str, Pattern] = {
    pattern.key: pattern
    for module in ORDER
    for pattern in REGISTERED
    if pattern.measure.__module__ == module.__name__
}
