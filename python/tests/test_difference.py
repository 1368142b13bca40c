"""The differential harness: every program of the corpus with the reporter and without it; only datagrams may differ.

`POPCON_DIFFERENCES=whole` runs the whole corpus on every version, and what has to be installed for it; else the whole on
two versions, its core on the others.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from typing import Callable, Iterable, Iterator, NamedTuple

import pytest

from tests.environments import environment, site_packages
from tests.processes import PEERS, VERSIONS, Python, Statsd, require, write
from tests.programs import Program
from tests.programs.absent import ABSENT
from tests.programs.children import CHILDREN
from tests.programs.ends import ENDS
from tests.programs.frameworks import FRAMEWORKS
from tests.programs.signals import SIGNALS
from tests.programs.starts import STARTS
from tests.programs.watchers import WATCHERS

CORPUS = {**ENDS, **ABSENT, **SIGNALS, **CHILDREN, **STARTS, **WATCHERS, **FRAMEWORKS}
IS_LONG = os.environ.get("POPCON_DIFFERENCES") == "whole"
WHOLE = VERSIONS if IS_LONG else ("3.11", "3.14")
REMOVALS = """{"format": "popcon-removals/1", "removals": [
{"package": "six", "since": "2026-01-01", "on": "2999-01-01", "because": "a reason"},
{"package": "gone-pkg", "since": "2026-01-01", "on": "2026-01-02", "because": "a reason"}]}"""
HANGS_AFTER_S = 180
SETTLED_S = 0.3
"""From `ready` until the program is in what it waits for, or a signal would meet it in its `print`."""
SLOWER_BY_S = 1.5
"""More than any difference in the time to die that a busy machine makes."""


class Outcome(NamedTuple):
    """All of a process that anybody else can see."""

    exit_code: int
    output: str
    errors: str


class Pair(NamedTuple):
    """Two environments that differ in the reporter alone."""

    without: Python
    with_reporter: Python


@pytest.fixture(scope="module")
def pairs() -> Iterator[dict[str, Pair]]:
    """Environments by version, made when they are first asked for."""
    made: dict[str, Pair] = {}
    yield made
    for pair in made.values():
        pair.without.statsd.close()
        shutil.rmtree(pair.without.folder.parent)


def pair_of(version: str, pairs: dict[str, Pair]) -> Pair:
    if version not in pairs:
        folder, base, statsd = Path(tempfile.mkdtemp(prefix="popcon-difference-")), require(version), Statsd()
        folder.chmod(0o755)
        pair = Pair(Python(base, folder / "of", statsd), Python(base, folder / "on", statsd))
        for python in pair:
            for site in PEERS.glob(f"venv/lib/python{version}/site-packages"):
                write(python.site, {"peers.pth": f"{site}\n"})
        assert pair.with_reporter.cli("activate", "--all-processes").exit_code == 0
        statsd.lines()
        pairs[version] = pair
    return pairs[version]


def start(python: Python, program: Program, path: dict[str, str]) -> subprocess.Popen[str]:
    write(python.folder, {"program.py": program.code})
    command = [python.python, *program.options, "program.py"]
    return subprocess.Popen(
        command, env={**python.environ(), **path}, cwd=python.folder, text=True, start_new_session=True,
        stdin=subprocess.PIPE if program.typed else subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def finish(process: subprocess.Popen[str], python: Python, number: int = 0, typed: str = "") -> tuple[Outcome, float]:
    """The outcome, and how long it took from the signal to the end, where there is one."""
    said = ""
    if number:
        assert process.stdout
        for line in iter(process.stdout.readline, ""):
            said += line
            if line == "ready\n":
                break
        time.sleep(SETTLED_S)
    started = time.monotonic()
    if number:
        process.send_signal(number)
    try:
        output, errors = process.communicate(typed or None, timeout=HANGS_AFTER_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        output, errors = process.communicate()
        errors += f"\nit was killed after {HANGS_AFTER_S} s"
    took_s = time.monotonic() - started
    return Outcome(process.returncode, neutral(said + output, python), neutral(errors, python)), took_s


def neutral(text: str, python: Python) -> str:
    """Without what differs from run to run."""
    text = text.replace(str(python.folder), "FOLDER")
    # nbclient interrupts a kernel before it ends it: whether that meets one still at a message is a matter of time.
    text = text.replace("[IPKernelApp] ERROR | KeyboardInterrupt caught in kernel.\n", "")
    return re.sub(r"0x[0-9a-f]+|\b(pid|Thread|thread)[=: -]\d+|\b\d{4,8}\b", "N", text)


def is_there(module: str, version: str) -> bool:
    return bool(list(PEERS.glob(f"venv/lib/python{version}/site-packages/{module}")))


def rows() -> Iterator[object]:
    for version in VERSIONS:
        for name, program in CORPUS.items():
            is_chosen = (program.is_core or version in WHOLE) and (IS_LONG or not program.installs)
            is_possible = tuple(map(int, version.split("."))) >= program.since
            if is_chosen and is_possible and (not program.needs or is_there(program.needs, version)):
                yield pytest.param(version, name, id=f"{version}: {name}")


@pytest.mark.parametrize(("version", "name"), list(rows()))
def test_only_the_datagrams_differ(version: str, name: str, pairs: dict[str, Pair]) -> None:
    pair, program = pair_of(version, pairs), CORPUS[name]
    path = {}
    if program.installs:
        path["PYTHONPATH"] = str(site_packages(environment(program.installs, base=require(version))))
    processes: Iterable[tuple[subprocess.Popen[str], Python]]
    processes = ((start(python, program, path), python) for python in pair)
    if not program.installs:  # what is large runs one after the other
        processes = list(processes)
    (without, without_s), (with_reporter, with_s) = [
        finish(*process, program.signal, program.typed) for process in processes
    ]
    assert with_reporter == without
    assert not program.signal or with_s < without_s + SLOWER_BY_S


FILES = {"removals.json": REMOVALS, "removals.modules": "six six\ngone-pkg gone_pkg\n"}
LISTS: dict[str, list[Callable[[str], str]]] = {
    "right": [str],
    "cut off": [lambda text: text[:-9]],
    "enormous": [lambda text: text + " " * (1 << 26)],
    "being replaced": [str, lambda text: text[:-9], lambda _: ""],
}


@pytest.mark.parametrize("texts", LISTS.values(), ids=LISTS)
def test_a_list_of_removals_makes_no_difference_to_a_program(
    texts: list[Callable[[str], str]], pairs: dict[str, Pair]
) -> None:
    pair = pair_of(WHOLE[0], pairs)
    package = pair.with_reporter.package
    is_over = threading.Event()

    def replace() -> None:
        while not is_over.is_set():
            for text in texts:
                write(package, {name: text(whole) for name, whole in FILES.items()})

    write(package, {name: texts[0](whole) for name, whole in FILES.items()})
    replacing = threading.Thread(target=replace if len(texts) > 1 else int)
    replacing.start()
    try:
        for name, program in ABSENT.items():
            if not program.needs or is_there(program.needs, WHOLE[0]):
                processes = [(start(python, program, {}), python) for python in pair]
                (without, _), (with_reporter, _) = [finish(*process) for process in processes]
                assert with_reporter == without, name
    finally:
        is_over.set()
        replacing.join()
        for name in FILES:
            (package / name).unlink()


def test_the_corpus_is_large() -> None:
    assert len(CORPUS) >= 60
