"""The suppliers, as one population of arrays and as Mesa agents that are one cell each."""
