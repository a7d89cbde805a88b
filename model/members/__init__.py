"""The member states, as one population of arrays and as Mesa agents that are one row each."""
