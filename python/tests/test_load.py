"""Under load, without an index, every process names all that it imported: the budget is its own processor time."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections import Counter
from typing import Iterator

import pytest

from tests.processes import PREFIX, Python, Statsd, distribution, require

PROCESSES = "python_popcon.processes"
DISTRIBUTIONS = 140
BURN = "while True: pass"


@pytest.fixture
def crowded(tmp_path_factory: pytest.TempPathFactory, statsd: Statsd) -> Iterator[Python]:
    """An environment of many distributions on a machine whose every core has more to do than it can."""
    python = Python(require("%d.%d" % sys.version_info[:2]), tmp_path_factory.mktemp("load"), statsd)
    for number in range(DISTRIBUTIONS):
        package = f"pack{number:03}"
        files = [f"{package}/__init__.py", *(f"{package}/part{part:02}.py" for part in range(20))]
        distribution(python.site, f"dist-{number:03}", files)
    assert python.cli("activate", "--all-processes").exit_code == 0
    for path in python.package.glob("*.index"):
        path.unlink()
    burners = [subprocess.Popen([sys.executable, "-c", BURN]) for _ in range(2 * (os.cpu_count() or 1))]
    yield python
    for burner in burners:
        burner.kill()
        burner.wait()


def counts_of(python: Python, code: str, number: int) -> Counter[str]:
    """What is counted of so many processes that start at once; read meanwhile, as a socket holds few datagrams."""
    lines: list[str] = []
    have_ended = threading.Event()

    def read() -> None:
        while not have_ended.is_set():
            lines.extend(python.statsd.lines())

    reader = threading.Thread(target=read)
    reader.start()
    command = [python.python, "-c", code]
    processes = [subprocess.Popen(command, env=python.environ(), cwd=python.folder) for _ in range(number)]
    exit_codes = [process.wait() for process in processes]
    have_ended.set()
    reader.join()
    assert exit_codes == [0] * number
    return Counter(line.partition(":")[0].replace(PREFIX, "") for line in [*lines, *python.statsd.lines()])


def test_64_ranks_that_import_much(crowded: Python) -> None:
    imported = range(0, DISTRIBUTIONS, 4)
    code = "import " + ", ".join(f"pack{number:03}.part07" for number in imported)
    expected = {PROCESSES: 64, **{f"dist-{number:03}": 64 for number in imported}}
    assert counts_of(crowded, code, 64) == expected


def test_300_short_processes(crowded: Python) -> None:
    assert counts_of(crowded, "import pack139", 300) == {PROCESSES: 300, "dist-139": 300}
