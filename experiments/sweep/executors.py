"""Where shards are computed: one slot for a `concurrent.futures.Executor`: threads, processes, Dask or one's own."""

import logging
import os
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import (
    FIRST_COMPLETED,
    BrokenExecutor,
    CancelledError,
    Executor,
    ProcessPoolExecutor,
    ThreadPoolExecutor,
    wait,
)
from contextlib import contextmanager, suppress
from multiprocessing import get_context

from experiments.extras import how_to_get
from experiments.workers import begin, end
from model.errors import InputError, unknown
from model.numeric.workers import shielded

KINDS = ("threads", "processes", "dask://HOST:PORT")
PATIENCE = 8  # seconds to wait for a scheduler, and then for its first worker
ATTEMPTS = 3  # times that a shard may lose its worker


def check(what) -> None:
    """Refuses an executor that cannot be had, before anything is written.

    Raises:
        InputError: one line for an unknown name and for a scheduler that cannot be reached.
    """
    if str(what).startswith("dask://"):
        with slot(what, None):
            return
    if not isinstance(what, Executor) and what not in KINDS:
        raise unknown("executor", what, KINDS, "--executor")


@contextmanager
def slot(what, workers: int | None) -> Iterator[tuple[Executor, int]]:
    """(executor, how many shards it computes at once).

    Args:
        what: ``threads``, ``processes``, ``dask://HOST:PORT`` or an executor, which stays open.
        workers: as many as there are cores by default; with Dask as many as the cluster has.
    """
    width = workers or os.cpu_count() or 1
    if isinstance(what, Executor):
        yield what, width
    elif what == "threads":
        with _closing(ThreadPoolExecutor(width)) as executor:
            yield executor, width
    elif what == "processes":
        # A fresh interpreter in each: a fork of a process with threads may hang.
        pool = ProcessPoolExecutor(width, mp_context=get_context("spawn"), initializer=begin)
        with _closing(pool) as executor:
            yield executor, width
    else:
        with _dask(str(what), workers) as client_and_width:
            yield client_and_width


@contextmanager
def _closing(executor: Executor):
    try:
        yield executor
    except BaseException:
        if isinstance(executor, ProcessPoolExecutor):
            end(executor)
        raise
    finally:
        executor.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _dask(address: str, workers: int | None):
    try:
        from distributed import Client
    except ImportError:
        raise InputError(f"--executor {address}: needs Dask; {how_to_get('cluster')}") from None
    place = address.removeprefix("dask://")
    # Dask tells of every lost connection on many lines; what matters of it is said below in one.
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    try:
        client = Client(f"tcp://{place}", timeout=PATIENCE, set_as_default=False)
    except (OSError, TimeoutError, ValueError):
        raise InputError(
            f"--executor {address}: no scheduler answers there; start one with: dask scheduler, and see the address "
            "that it prints"
        ) from None
    with client:
        with suppress(TimeoutError):
            client.wait_for_workers(1, timeout=PATIENCE)
        width = sum(client.ncores().values())
        if not width:
            raise InputError(f"--executor {address}: has no workers; start one with: dask worker {place}")
        # A worker that dies takes its task with it; the scheduler gives the task to another.
        yield client.get_executor(pure=False, retries=ATTEMPTS), workers or width


def as_completed(
    work: Callable, tasks: Iterable, what, workers: int | None, halt: Callable[[], None]
) -> Generator:
    """The results of ``work(task)`` as they finish. Few tasks are under way at once, so memory stays flat.

    Args:
        halt: called when the work is given up, before the executor is closed: asks workers to stop soon.

    Raises:
        InputError: workers died again and again.
    """
    fresh = ((task, 1) for task in tasks)
    lost: list = []  # (task, attempt) whose worker died
    finished = False
    while not finished:
        with slot(what, workers) as (executor, width):
            under_way: dict = {}
            try:
                while True:
                    while len(under_way) < 2 * width:
                        following = lost.pop() if lost else next(fresh, None)
                        if following is None:
                            break
                        _submit(executor, work, following, under_way, lost)
                    if not under_way:
                        finished = True
                        break
                    for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                        result = future.result()
                        del under_way[future]
                        yield result
            except BaseException as error:
                lost += [(task, times + 1) for task, times in under_way.values()]
                for future in under_way:
                    future.cancel()
                if not _lost_worker(error):
                    halt()
                    raise
                # The pool is gone with all that was under way: what did not finish goes to a new one.
                if any(times > ATTEMPTS for _, times in lost):
                    raise InputError(
                        f"--executor: workers died {ATTEMPTS} times, perhaps for want of memory; take fewer "
                        "--workers and give the same command again: what is finished is kept"
                    ) from None


def _submit(executor: Executor, work: Callable, following, under_way: dict, lost: list) -> None:
    """Hand a task over; a broken pool does not take it, and it must not be forgotten."""
    try:
        with shielded():
            under_way[executor.submit(work, following[0])] = following
    except BrokenExecutor:
        lost.append(following)
        raise


def _lost_worker(error: BaseException) -> bool:
    names = ("KilledWorker", "CommClosedError")  # of Dask, which may not be installed
    return isinstance(error, BrokenExecutor | CancelledError) or type(error).__name__ in names
