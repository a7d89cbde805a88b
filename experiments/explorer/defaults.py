"""What `edtu explore` does when it is told nothing else."""

from pathlib import Path

PACKAGE = "edtu_full"
OUT = Path("results") / "explorer.html"
