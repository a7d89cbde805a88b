"""A second, plain version of the yearly schedule, written from docs/ODD.md with loops over single numbers.

One run at a time; no arrays, no broadcasting, and no rule code of the model. It reads the same tables, parameters and
luck as the model, through their loaders, and must give the same outcomes. Axes are nested lists, always [member]
[domain][offer].
"""
