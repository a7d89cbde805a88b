"""Golden runs: a small set of exact numbers, kept with the line of the changelog that announced them."""
