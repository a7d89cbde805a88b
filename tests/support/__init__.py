"""What tests share: stand-ins for the engine and its results, ways to step through the model, small sweeps."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
