"""Which values of the parameters nobody knows a run has."""
