"""Work in several processes at once, where the system can copy a running one; one after the other elsewhere.

A copy has all tables and libraries already, so nothing is sent to it but which piece of work is next, and only answers
come back. Threads would do none of this, but hand the interpreter's lock to each other after every call of NumPy, which
made two of them slower than one.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection, wait
from typing import Any

from model.errors import InputError

Tell = Callable[[int], object]
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


@contextlib.contextmanager
def shielded() -> Iterator[None]:
    """Around the start of workers: Ctrl-C waits until they have begun, so that none is hit before it can ignore it."""
    if not hasattr(signal, "pthread_sigmask"):  # on Windows
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # what is started now inherits it
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def can_fork() -> bool:
    """Whether copies of this process can work for it: on Linux, and asked for by its first thread."""
    first = threading.current_thread() is threading.main_thread()
    return sys.platform == "linux" and first and not multiprocessing.current_process().daemon


def each(
    work: Callable[[Any, Tell], Any], items: Sequence, workers: int = 1, tell: Tell = lambda _: None
) -> Iterator:
    """``work(item, tell)`` of every item, in order; workers end when the caller has all, gives up or is no more.

    Args:
        work: gets an item, and a function to say how far it is. What it holds is never copied between processes, its
            answers are.
        workers: processes beside each other. tell: called in this process with what the work said.

    Raises:
        InputError: a worker was ended from outside.
    """
    workers = min(workers, len(items))
    if workers < 2 or not can_fork():
        for item in items:
            yield work(item, tell)
        return
    crew = [_Worker(work, items) for _ in range(workers)]
    try:
        yield from _answers(crew, len(items), tell)
    finally:
        for worker in crew:
            worker.end()


def _answers(crew: list[_Worker], count: int, tell: Tell) -> Iterator:
    """Answers in order; each worker gets the next piece as soon as it is free."""
    left = iter(range(count))
    busy: dict[Any, _Worker] = {worker.line: worker for worker in crew}
    early, following = dict[int, Any](), 0
    for worker in crew:
        worker.send(next(left))
    while following < count:
        for line in wait(list(busy)):
            what, place, value = busy[line].receive()
            if what == "told":
                tell(value)
            elif what == "failed":
                raise value
            else:
                early[place], coming = value, next(left, None)
                if coming is None:
                    busy.pop(line).end()
                else:
                    busy[line].send(coming)
        while following in early:
            yield early.pop(following)
            following += 1


class _Worker:
    """A copy of this process that works on the items whose places it is sent.

    Attributes:
        line: to it.
    """

    def __init__(self, work: Callable, items: Sequence):
        context = multiprocessing.get_context("fork")
        self.line, its_end = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(its_end, work, items, os.getpid(), self.line), daemon=True
        )
        with warnings.catch_warnings():
            # Python warns of threads that may hold a lock while forking; none of them is needed in the copy.
            warnings.simplefilter("ignore", DeprecationWarning)
            with shielded():
                self._process.start()
        its_end.close()

    def send(self, place: int) -> None:
        """The place of its next item."""
        with contextlib.suppress(BrokenPipeError):  # it is gone, which the next look at its line tells
            self.line.send(place)

    def receive(self) -> tuple[str, int, Any]:
        """What it says next: told, failed or done; the place of the item; the value."""
        try:
            return self.line.recv()
        except (EOFError, ConnectionResetError):
            raise InputError(
                "a worker process was ended from outside, perhaps for want of memory; "
                "take fewer runs, or free memory and give the same command again"
            ) from None

    def end(self) -> None:
        """It is over, whatever it was doing."""
        if self.line.closed:
            return
        self._process.kill()
        self._process.join()
        self.line.close()


def _serve(line: Connection, work: Callable, items: Sequence, parent: int, parents_end: Connection) -> None:
    """In a worker: take places and answer, until it is ended."""
    parents_end.close()  # or the line would never break
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the business of the process that asked
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before that call
        os._exit(1)
    with contextlib.suppress(EOFError, BrokenPipeError):
        while True:
            place = line.recv()
            try:
                answer = "done", place, work(items[place], lambda value: line.send(("told", -1, value)))
            except Exception as error:  # raised again where it was asked for
                answer = "failed", place, error
            try:
                line.send(answer)
            except (TypeError, ValueError, AttributeError) as error:  # what cannot be sent
                line.send(("failed", place, RuntimeError(f"{type(error).__name__}: {error}")))
    os._exit(0)  # nothing of the parent's is to be tidied up here
