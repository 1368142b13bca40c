"""Runs one program many ways in turn, and tells what each way adds to the program alone.

In: commands. Out: milliseconds of processor time, which a busy machine disturbs less than the clock, from rounds in
which every command runs in turn, so that what else the machine does falls on all of them alike: the median of the
differences within a round.
"""

from __future__ import annotations

import os
import socket
import statistics
import subprocess
import tempfile
from pathlib import Path
from typing import Callable, Mapping, NamedTuple, Sequence


class Way(NamedTuple):
    """A way to run a program: the interpreter, its code, what to do just before, and in which rounds (1: in each)."""

    python: str
    code: str
    prepare: Callable[[], None]
    every: int = 1


class Added(NamedTuple):
    """What a way adds to the same program alone, and the lines that it sent."""

    median_ms: float
    lines: list[str]


class Comparison(NamedTuple):
    """What each way adds; how long the program takes alone; and what a second run of it alone seems to add."""

    added: dict[str, Added]
    alone_ms: float
    noise_ms: float


class Broken(Exception):
    """The measurement does not measure what it says."""


class Receiver:
    """A statsd server on a free port of the loopback, that keeps the lines."""

    def __init__(self) -> None:
        self.endpoint = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.endpoint.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
        self.endpoint.bind(("127.0.0.1", 0))
        self.endpoint.settimeout(0)
        self.port: int = self.endpoint.getsockname()[1]

    def lines(self) -> list[str]:
        found: list[str] = []
        while True:
            try:
                found += self.endpoint.recv(65536).decode().split("\n")
            except BlockingIOError:
                return found


def environ_for(port: int) -> dict[str, str]:
    """The environment of a process that reports to this port of the loopback."""
    mine = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**mine, "PYTHON_POPCONTEST_STATSD_HOST": "127.0.0.1", "PYTHON_POPCONTEST_STATSD_PORT": str(port)}


def run(command: Sequence[str], environ: Mapping[str, str]) -> float:
    """Milliseconds of processor time that a process took, in its own code and in the system's."""
    pid = os.posix_spawn(command[0], command, environ)
    _, status, used = os.wait4(pid, 0)
    if status != 0:
        raise Broken(f"{' '.join(command)[:200]} ended with status {status}")
    return (used.ru_utime + used.ru_stime) * 1000


def compare(alone: Mapping[str, Way], ways: Mapping[str, Way], rounds: int) -> Comparison:
    """Run all of them in turn, round by round. `alone`: interpreter → the program without a reporter."""
    receiver = Receiver()
    environ = environ_for(receiver.port)
    again = next(iter(alone.values()))
    turns = [*(("alone", way) for way in alone.values()), ("again", again), *ways.items()]
    took: dict[tuple[str, str], dict[int, float]] = {}
    lines: dict[str, list[str]] = {}
    for number in range(-1, rounds):  # the first round warms the caches and is not counted
        shift = number % len(turns)
        for name, way in turns[shift:] + turns[:shift]:
            if number > 0 and number % way.every:
                continue
            way.prepare()
            time_ms = run([way.python, "-c", way.code], environ)
            lines[name] = receiver.lines()
            if number >= 0:
                took.setdefault((name, way.python), {})[number] = time_ms

    def differences(name: str, python: str) -> list[float]:
        base = took["alone", python]
        return [time_ms - base[number] for number, time_ms in took[name, python].items()]

    def added(name: str, python: str) -> Added:
        return Added(statistics.median(differences(name, python)), lines[name])

    of_nothing = differences("again", again.python)
    low, middle, high = statistics.quantiles(of_nothing, n=4)
    return Comparison(
        {name: added(name, way.python) for name, way in ways.items()},
        statistics.median(took["alone", again.python].values()),
        max(abs(middle), (high - low) / 2 / len(of_nothing) ** 0.5),
    )


def system_calls(way: Way) -> int:
    """How many system calls a run makes, by strace; the fewer of two runs, as the first may write caches."""
    counts = []
    for _ in range(2):
        way.prepare()
        with tempfile.TemporaryDirectory() as folder:
            trace = Path(folder, "trace")
            command = ["strace", "-f", "-o", str(trace), way.python, "-c", way.code]
            subprocess.run(command, check=True, capture_output=True)
            counts.append(len(trace.read_bytes().splitlines()))
    return min(counts)


def instructions(way: Way) -> int:
    """How many instructions a run has outside of the kernel, by valgrind: no other process disturbs them."""
    way.prepare()
    command = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", way.python, "-c", way.code]
    environ = {**os.environ, "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, check=True, capture_output=True, text=True, env=environ)
    return int(done.stderr.rpartition("Collected : ")[2].split()[0])
