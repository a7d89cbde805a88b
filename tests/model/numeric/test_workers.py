"""Work in copies of this process: its order, its errors, and that nobody stays behind."""

import os
import signal
import subprocess
import sys
import threading
import time

import pytest

from model.errors import InputError
from model.numeric.workers import can_fork, each

pytestmark = pytest.mark.skipif(not can_fork(), reason="no copies of a running process here")


@pytest.mark.parametrize("workers", [1, 2, 3])
def test_answers_come_in_the_order_of_the_work_and_all_that_is_told_arrives(workers):
    told = []

    def work(item, tell):
        time.sleep(0.02 * (item % 3))
        tell(item)
        return item * 2

    assert list(each(work, list(range(7)), workers, told.append)) == [0, 2, 4, 6, 8, 10, 12]
    assert sorted(told) == list(range(7))


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_is_raised_where_the_work_was_asked_for(workers):
    with pytest.raises(ZeroDivisionError):
        list(each(lambda item, _: 1 / item, [1, 0, 2], workers))


def test_an_answer_that_cannot_be_sent_is_an_error():
    with pytest.raises(RuntimeError, match="pickle"):
        list(each(lambda item, _: threading.Lock(), [1, 2], 2))


def test_a_worker_that_is_killed_is_one_line():
    def work(item, _):
        if item == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(5.0)

    began = time.monotonic()
    with pytest.raises(InputError, match="a worker process was ended from outside"):
        list(each(work, [0, 1], 2))
    assert time.monotonic() - began < 4.0  # the other one did not finish its five seconds


def test_work_in_a_thread_or_in_a_worker_is_done_there():
    pids = []
    thread = threading.Thread(target=lambda: pids.extend(each(lambda *_: os.getpid(), [1, 2], 2)))
    thread.start()
    thread.join()
    assert pids == [os.getpid()] * 2
    inner = list(each(lambda *_: (os.getpid(), list(each(lambda *_: os.getpid(), [1, 2], 2))), [1, 2], 2))
    assert all(inside == [worker] * 2 and worker != os.getpid() for worker, inside in inner)


def test_workers_end_when_the_caller_gives_up():
    answers = each(lambda item, _: (os.getpid(), time.sleep(item))[0], [0, 60, 60], 2)
    first = next(answers)
    answers.close()
    with pytest.raises(ProcessLookupError):
        os.kill(first, 0)


CALLER = """
import os, time
from model.numeric.workers import each
def work(item, tell):
    tell(os.getpid())
    time.sleep(60)
list(each(work, [1, 2], 2, lambda pid: print(pid, flush=True)))
"""


def test_workers_end_with_a_caller_that_is_killed():
    with subprocess.Popen([sys.executable, "-c", CALLER], stdout=subprocess.PIPE, text=True) as caller:
        workers = [int(caller.stdout.readline()) for _ in range(2)]
        caller.kill()
        caller.wait()
        deadline = time.monotonic() + 10.0
        while any(alive(pid) for pid in workers) and time.monotonic() < deadline:
            time.sleep(0.02)
        assert not any(alive(pid) for pid in workers)


def alive(pid: int) -> bool:
    """Whether a process is there and not only waits to be counted."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
