"""Two Dask workers of one thread on this machine, ended whatever happens."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PATIENCE = 60  # seconds for the scheduler, and then for its workers
FORGOTTEN = 3600  # seconds without work after which a scheduler whose bench was killed ends by itself
WORKERS = 2


@contextlib.contextmanager
def two_workers():
    """The address ``HOST:PORT`` of a scheduler whose two workers are there.

    The scheduler takes a port that is free and writes it to a file, so nothing that runs already is in its way.

    Raises:
        RuntimeError: a program of Dask ended, or was not there in time.
    """
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(ignore_cleanup_errors=True)))
        address_file = folder / "scheduler.json"
        known = ("--scheduler-file", str(address_file))
        scheduler = stack.enter_context(
            program(
                "dask_scheduler",
                "--host",
                "127.0.0.1",
                "--port",
                "0",
                "--no-dashboard",
                "--idle-timeout",
                str(FORGOTTEN),
                *known,
            )
        )
        address = _address(address_file, scheduler)
        for i in range(WORKERS):
            stack.enter_context(
                program(
                    "dask_worker",
                    *known,
                    "--nthreads",
                    "1",
                    "--no-nanny",
                    "--no-dashboard",
                    "--death-timeout",
                    str(PATIENCE),
                    "--local-directory",
                    str(folder / f"worker{i}"),
                )
            )
        _wait_for_workers(address)
        yield address.removeprefix("tcp://")


@contextlib.contextmanager
def program(module: str, *words: str, cwd=None, **environment: str):
    """A program of Dask, ended afterwards, that finds our packages where this process found them."""
    top = str(Path(__file__).resolve().parents[2])
    started = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{module}", *words],
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": top, **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield started
    finally:
        started.terminate()
        try:
            started.wait(10)
        except subprocess.TimeoutExpired:
            started.kill()
            started.wait()


def _address(address_file: Path, scheduler: subprocess.Popen) -> str:
    """What the scheduler has written of its address."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and scheduler.poll() is None:
        with contextlib.suppress(FileNotFoundError, json.JSONDecodeError):  # not yet, or half-written
            return json.loads(address_file.read_text(encoding="utf-8"))["address"]
        time.sleep(0.05)
    raise RuntimeError("the Dask scheduler did not start")


def _wait_for_workers(address: str) -> None:
    from distributed import Client

    with Client(address, timeout=PATIENCE, set_as_default=False) as client:
        try:
            client.wait_for_workers(WORKERS, timeout=PATIENCE)
        except TimeoutError:
            raise RuntimeError(f"{WORKERS} Dask workers were not there in {PATIENCE} s") from None
