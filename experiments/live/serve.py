"""Serves the page on this machine alone: no request leaves it, and Ctrl-C ends it at once."""

from __future__ import annotations

import os
import socket
import threading
import warnings
import webbrowser

from experiments.extras import BRINGS, need
from experiments.live.choice import Choice, choose
from model.errors import InputError

HOST = "127.0.0.1"
NOWHERE = "http://127.0.0.1:9/"
"""Where Solara is sent for a file that the package of its assets lacks: to nobody, instead of to the network."""
TICK, PATIENCE = 0.1, 0.5  # seconds
STOPPED = 130  # exit code after Ctrl-C


def serve(choice: Choice, port: int = 0, browser: bool = True) -> None:
    """Serve until Ctrl-C.

    Args:
        choice: what the page begins with. port: 0 takes a free one. browser: whether to open it.

    Raises:
        InputError: the extra is missing, or the port is taken.
    """
    os.environ["SOLARA_TELEMETRY_MIXPANEL_ENABLE"] = "false"  # read when Solara is imported
    os.environ["SOLARA_APP"] = "experiments.live.page"
    for package, extra in BRINGS.items():
        if extra == "ui":
            need(package)
    warnings.simplefilter("ignore")  # Solara's own, on cookies and on the code of Mesa
    import solara.settings
    import uvicorn
    from solara.server import settings

    solara.settings.assets.cdn = NOWHERE
    settings.telemetry.mixpanel_enable = False
    settings.main.mode = "production"
    settings.theme.show_banner = False
    settings.theme.title = "edtu live"
    choose(choice)
    listening = listen(port)
    address = f"http://{HOST}:{listening.getsockname()[1]}/"
    print(f"{address}  Ctrl-C ends it.", flush=True)
    server = uvicorn.Server(uvicorn.Config("solara.server.starlette:app", log_level="error", lifespan="on"))
    serving = threading.Thread(target=server.run, args=([listening],), daemon=True)
    serving.start()
    if browser:
        webbrowser.open(address)
    try:
        while serving.is_alive():
            serving.join(TICK)
    except KeyboardInterrupt:
        # Nothing is written here, so nothing is worth waiting for: not pages that are open, nor their threads.
        last = threading.Timer(PATIENCE, os._exit, (STOPPED,))
        last.daemon = True
        last.start()
        raise


def listen(port: int) -> socket.socket:
    """A socket of this machine alone."""
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
        listening.listen()  # a browser that is opened early waits for its answer
    except OSError:
        listening.close()
        raise InputError(f"--port {port}: is taken; choose another, or leave it out for a free one") from None
    return listening
