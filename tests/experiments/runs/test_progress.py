"""What is told of progress, and what is done meanwhile."""

import pytest

from experiments.runs.progress import Progress


@pytest.mark.parametrize("shown", [None, False, "own"])
def test_what_is_done_meanwhile_is_done_once_and_progress_goes_on(shown):
    heard, done = [], []
    own = (lambda some, whole: heard.append((some, whole))) if shown == "own" else shown
    with Progress(own, meanwhile=lambda: done.append(len(heard))) as advance:
        assert not done
        for some in (1, 2, 3):
            advance(some, 3)
    assert done == [0]
    assert heard == ([(1, 3), (2, 3), (3, 3)] if shown == "own" else [])


def test_without_work_to_do_meanwhile_the_callers_function_is_called_itself():
    with Progress(print) as advance:
        assert advance is print
