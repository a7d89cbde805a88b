"""What the notebooks share: exercises that check themselves, and sliders over live runs."""

from experiments.lessons.exercises import check

__all__ = ["check"]
