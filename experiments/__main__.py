"""``python -m experiments`` is the command line ``edtu``."""

import sys

from experiments.commands.main import main

sys.exit(main())
