"""Counts, once a process, the distributions it imports after this module, and sends their names to statsd.

Comes in: `sys.modules` and three environment variables. Goes out: statsd counter lines in datagrams.
Refused, in silence: every fault. Nothing here may raise, print, change an exit code or be felt.
"""

import atexit
import os
import sys

MAX_DATAGRAM_BYTES = 1432


class Settings:
    """Where to send, read once, when the reporter is imported."""

    __slots__ = ("host", "port", "prefix")

    def __init__(self, environ: "dict[str, str]") -> None:
        self.host = environ.get("PYTHON_POPCONTEST_STATSD_HOST") or "localhost"
        self.port = int(environ.get("PYTHON_POPCONTEST_STATSD_PORT") or 9125)
        self.prefix = environ.get("PYTHON_POPCONTEST_STATSD_PREFIX") or "python_popcon.imported_package"

    def lines(self, names: "set[str]") -> "list[bytes]":
        """One counter line for the process and one for each distribution name."""
        parent = self.prefix.rpartition(".")[0]
        process = f"{parent}.processes:1|c" if parent else "processes:1|c"
        return [process.encode(), *(f"{self.prefix}.{name}:1|c".encode() for name in sorted(names))]


def datagrams(lines: "list[bytes]") -> "list[bytes]":
    """Join lines into as few datagrams of at most `MAX_DATAGRAM_BYTES` as keep their order."""
    packed = []
    datagram = b""
    for line in lines:
        if datagram and len(datagram) + 1 + len(line) > MAX_DATAGRAM_BYTES:
            packed.append(datagram)
            datagram = line
        else:
            datagram = datagram + b"\n" + line if datagram else line
    packed.append(datagram)
    return packed


def report(settings: Settings, before: "set[str]", pid: int) -> None:
    """Send what was imported since `before`. A forked child repeats nothing of its parent."""
    try:
        if os.getpid() != pid:
            return
        import _socket

        from popularity_contest import metadata

        imported = [
            (name, module)
            for name, module in list(sys.modules.items())
            if name not in before and not name.startswith("popularity_contest")
        ]
        names = metadata.distributions_of(imported)
        host = "127.0.0.1" if settings.host == "localhost" else settings.host
        family, kind, protocol, _, address = _socket.getaddrinfo(host, settings.port, 0, _socket.SOCK_DGRAM)[
            0
        ]
        sock = _socket.socket(family, kind, protocol)
        try:
            for datagram in datagrams(settings.lines(names)):
                sock.sendto(datagram, address)
        finally:
            sock.close()
    except BaseException:
        pass


def start() -> None:
    try:
        atexit.register(report, Settings(os.environ), set(sys.modules), os.getpid())
    except Exception:
        pass


start()
