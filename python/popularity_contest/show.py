"""Runs a program with the reporter, and takes what it would send.

In: a script with its arguments, or code. Out: the very lines, from a real process, its children's too; they go no
further than a unix socket of this run.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import threading
from typing import NamedTuple, Sequence

import popularity_contest as root

RUN_CODE = "import popularity_contest.reporter; del popularity_contest\nexec({code!r})"
RUN_SCRIPT = """\
import os, popularity_contest.reporter, sys
del popularity_contest
sys.argv = sys.argv[1:]
sys.path[0] = os.path.dirname(os.path.abspath(sys.argv[0]))
__file__ = sys.argv[0]
with open(sys.argv[0], "rb") as script:
    code = compile(script.read(), sys.argv[0], "exec")
del os, sys, script
exec(code)
"""


class Shown(NamedTuple):
    """The lines that a program would have sent, and how it ended."""

    lines: list[str]
    exit_code: int


def show(script: Sequence[str], code: str) -> Shown:
    """Run a script with its arguments, or else code."""
    command = ["-c", RUN_SCRIPT, *script] if script else ["-c", RUN_CODE.format(code=code)]
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as endpoint:
        path = os.path.join(folder, "statsd")
        endpoint.bind(path)
        lines: list[str] = []
        reader = threading.Thread(target=collect, args=(endpoint, lines))
        reader.start()
        try:
            environ = {**os.environ, root.VARIABLE + "STATSD_HOST": "unixgram://" + path}
            exit_code = subprocess.run([sys.executable, *command], env=environ, check=False).returncode
        finally:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as last:
                last.sendto(b"", path)
            reader.join()
    return Shown(lines, exit_code)


def collect(endpoint: socket.socket, lines: list[str]) -> None:
    """Take lines until an empty datagram says that the program has ended."""
    while True:
        datagram = endpoint.recv(65536)
        if not datagram:
            return
        lines += datagram.decode().split("\n")
