"""Running saved results again, and saying whether they come out the same."""

from experiments.reproduce.reproduce import reproduce
from experiments.reproduce.reproduction import Reproduction

__all__ = ["Reproduction", "reproduce"]
