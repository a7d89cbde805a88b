"""What is left after a US cut-off: exposure and retained capability."""

from __future__ import annotations

import numpy as np


def retained_share(content, days, spares, decay):
    """Share of a system's capability left after a cut-off.

    Args:
        content: US content or exposure, 0-1. days: since the cut-off. spares: days of spares held.
        decay: time constant of the loss afterwards, days.
    """
    waited = np.maximum(0.0, days - spares)
    return 1.0 - content * -np.expm1(-waited / decay)


def exposure(content, veto, weight):
    """Share of a system's capability that a US cut-off reaches in the end.

    Args:
        content: US content, 0-1. veto: 1 where the United States can forbid sale or support of the whole system.
        weight: share of the rest of such a system that is lost with the part that can be withheld, 0-1.
    """
    return content + weight * veto * (1.0 - content)
