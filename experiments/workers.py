"""How worker processes begin and end: they leave Ctrl-C to the process that started them, and never outlive it."""

from __future__ import annotations

import os
import signal
import threading
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import parent_process

PATIENCE = 1.0  # seconds that workers have to end by themselves


def begin() -> None:
    """In a new worker: Ctrl-C is the business of the process that asked, and its end is the end of the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()

    def follow() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=follow, daemon=True).start()


def end(pool: ProcessPoolExecutor, patience: float = PATIENCE) -> None:
    """Close a pool whose work is given up; who has not ended after ``patience`` seconds is ended."""
    # Only Python 3.14 has a public way to end the workers of a pool, and none has one to wait for its own thread then.
    processes = list((getattr(pool, "_processes", None) or {}).values())
    manager = getattr(pool, "_executor_manager_thread", None)
    pool.shutdown(wait=False, cancel_futures=True)
    until = time.monotonic() + patience
    for process in processes:
        process.join(max(0.0, until - time.monotonic()))
        if process.is_alive():
            process.kill()
            process.join()
    # The pool's thread gives back what workers shared; if the program ends before, Python complains of leaks.
    if manager is not None:
        manager.join(patience)
