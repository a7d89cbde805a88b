"""``python -m experiments`` is the command line ``edtu``."""

from experiments.commands.main import edtu

edtu()
