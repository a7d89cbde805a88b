"""What is left after a US cut-off: retained capability."""

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
