"""Whether this installation works: versions, places, tables, and a run whose numbers are known."""
