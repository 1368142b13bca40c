"""A stand-in for systemd's socket activation: holds sockets, and passes them to a program that it starts, and starts anew.

Arguments: a JSON object {"sockets": [{"kind": "datagram" | "stream" | "unixgram", "path"?, "name"}], "command": […]}.
Prints a JSON line with the ports, then one at each start. SIGHUP restarts the program by SIGTERM, SIGUSR1 by SIGKILL;
SIGTERM ends it, and this with its exit code.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from typing import NoReturn

FIRST_FD = 3  # sd_listen_fds(3)
RECEIVE_BUFFER_BYTES = 8 * 1024 * 1024
SO_RCVBUFFORCE = 33


def main() -> NoReturn:
    given = json.loads(sys.argv[1])
    held = [open_socket(wanted) for wanted in given["sockets"]]
    names = ":".join(wanted["name"] for wanted in given["sockets"])
    ports = [None if one.family == socket.AF_UNIX else one.getsockname()[1] for one in held]
    print(json.dumps({"ports": ports}), flush=True)
    handled = {signal.SIGHUP, signal.SIGUSR1, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, handled)
    child = start(given["command"], held, names, handled)
    while True:
        told = signal.sigwait(handled)
        os.kill(child, signal.SIGKILL if told == signal.SIGUSR1 else signal.SIGTERM)
        _, status = os.waitpid(child, 0)
        if told == signal.SIGTERM:
            sys.exit(os.waitstatus_to_exitcode(status))
        child = start(given["command"], held, names, handled)


def open_socket(wanted: dict[str, str]) -> socket.socket:
    if wanted["kind"] == "unixgram":
        held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        held.bind(wanted["path"])
        return held
    if wanted["kind"] == "stream":
        held = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        held.bind(("127.0.0.1", 0))
        held.listen()
        return held
    held = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        held.setsockopt(socket.SOL_SOCKET, SO_RCVBUFFORCE, RECEIVE_BUFFER_BYTES)
    except OSError:  # only root may pass the system's limit
        held.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
    held.bind(("127.0.0.1", 0))
    return held


def start(command: list[str], held: list[socket.socket], names: str, blocked: set[signal.Signals]) -> int:
    child = os.fork()
    if child:
        print(json.dumps({"started": child}), flush=True)
        return child
    signal.pthread_sigmask(signal.SIG_UNBLOCK, blocked)
    # Out of the way of the numbers they are to get, then onto these, where exec leaves them open.
    spare = [os.dup2(one.fileno(), 100 + at) for at, one in enumerate(held)]
    for at, fd in enumerate(spare):
        os.dup2(fd, FIRST_FD + at, inheritable=True)
        os.close(fd)
    passed = {"LISTEN_PID": str(os.getpid()), "LISTEN_FDS": str(len(held)), "LISTEN_FDNAMES": names}
    os.execvpe(command[0], command, {**os.environ, **passed})


main()
