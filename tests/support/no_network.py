"""A process that may talk to this machine alone: what it asks of any other is refused and said on its error output."""

import runpy
import socket
import sys

HERE = ("127.0.0.1", "localhost", "::1", "0.0.0.0", None, "")
CRY = "OUTSIDE:"


def guard() -> None:
    """Refuse, from now on, every name and address that is not of this machine."""
    connect, look_up = socket.socket.connect, socket.getaddrinfo

    def refuse(host: object) -> None:
        if host not in HERE:
            print(f"{CRY} {host}", file=sys.stderr, flush=True)
            raise OSError(f"no network in this test: {host}")

    def guarded_connect(self, address):
        if isinstance(address, tuple):
            refuse(address[0])
        return connect(self, address)

    def guarded_look_up(host, *rest, **named):
        refuse(host.decode() if isinstance(host, bytes) else host)
        return look_up(host, *rest, **named)

    socket.socket.connect, socket.getaddrinfo = guarded_connect, guarded_look_up


if __name__ == "__main__":  # python -m support.no_network MODULE WORDS...
    guard()
    del sys.argv[0]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
