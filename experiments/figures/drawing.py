"""The figure itself: laid out once, and shown by notebooks without pyplot."""

from __future__ import annotations

import io
from collections.abc import Callable

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine

SCREEN_DPI = 110


class Drawing(Figure):
    """A figure that a notebook shows by itself, with or without ``%matplotlib inline``.

    Attributes:
        describe: gives the picture in words, for those who hear a page.
    """

    describe: Callable[[], str] | None = None

    def __init__(self, *args, **options):
        super().__init__(*args, layout="constrained", facecolor="white", **options)
        FigureCanvasAgg(self)

    def png(self, dpi: float = SCREEN_DPI) -> bytes:
        """The picture for a screen, which no file keeps; `experiments.figures.save` writes those."""
        buffer = io.BytesIO()
        self.savefig(buffer, format="png", dpi=dpi)
        return buffer.getvalue()

    def _repr_png_(self) -> bytes:
        return self.png()

    def _repr_mimebundle_(self, include=None, exclude=None) -> tuple[dict, dict]:
        words = {"alt": self.describe()} if self.describe else {}
        return {"image/png": self._repr_png_()}, {"image/png": words}

    def set_padding(self, inches: float) -> None:
        """Room around every axes."""
        engine = self.get_layout_engine()
        assert isinstance(engine, ConstrainedLayoutEngine)
        engine.set(w_pad=inches, h_pad=inches)

    def lay_out(self) -> None:
        """Give every axes its place, once and for all: drawing and saving need not work it out again."""
        engine = self.get_layout_engine()
        if engine is not None:
            engine.execute(self)
        # Even the engine that does nothing makes each saving draw twice, so there must be none at all.
        with matplotlib.rc_context({"figure.autolayout": False, "figure.constrained_layout.use": False}):
            self.set_layout_engine(None)
