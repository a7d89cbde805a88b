"""Predictions from what was known at an earlier year, scored on what came after."""
