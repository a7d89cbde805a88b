"""What every test may use."""

import gc
import os
import signal

import pytest

# Several workers test at once: in each, libraries of linear algebra keep to one thread. Set before NumPy is loaded.
for library in ("OMP", "OPENBLAS", "MKL", "VECLIB_MAXIMUM"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")

pytest.register_assert_rewrite("support.stepping", "support.small_sweep")
pytest_plugins = [
    "support.no_skips",
    "support.fake_engine",
    "support.fake_results",
    "support.small_sweep",
    "support.browser",
]


def pytest_configure():
    """Programs that tests start can be stopped by Ctrl-C, also where the tests run behind a shell that ignores it."""
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish():
    """What is loaded by now stays to the end, so no search for garbage goes through it again: a fifth of the time."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish():
    """Hypothesis, which may be loaded for the summary only, looks for who holds what: frozen things hide from it."""
    gc.unfreeze()
