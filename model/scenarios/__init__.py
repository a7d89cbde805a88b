"""Scenarios: the files that come with the model, and how they are read."""
