"""Tiers of partner states: those of today's funds, then from excluded to full association."""

AS_TODAY, EXCLUDED, CAPPED, PAY_TO_PLAY, FULL = range(-1, 4)
