"""`python3 bench/reporter/run.py [--short]`: the reporter beside the original from PyPI, interleaved in one run.

Out: a Markdown table, ratios before times, with the noise; exit code 1 if the measurement is broken, whatever it says.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
from functools import partial
from typing import NamedTuple

from environments import ORIGINAL, Environment
from measure import Added, Broken, Comparison, Way, compare, system_calls

ACTIVATE = "import popularity_contest.reporter\n"
ACTIVATE_ORIGINAL = ACTIVATE + "popularity_contest.reporter.setup_reporter()\n"
PROGRAMS = {
    "an empty program": ("", []),
    "requests and yaml": ("import requests, yaml", ["requests", "pyyaml", "urllib3"]),
    "a pandas/scipy notebook": (
        "import numpy, pandas\nfrom scipy import optimize, stats\n"
        "frame = pandas.DataFrame({'x': range(100)})\nframe.describe()\nstats.norm.fit(frame.x)",
        ["numpy", "pandas", "scipy"],
    ),
}
CELL = """
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
import popularity_contest.reporter, sys, time
process = popularity_contest.reporter.current()
shell.run_cell("import pandas")
def best(number=20000):
    started = time.perf_counter()
    for _ in range(number):
        process.after_cell(None)
    return (time.perf_counter() - started) / number
print(min(best() for _ in range(5)) * 1e6)
"""


class Row(NamedTuple):
    distributions: int
    program: str
    compared: Comparison
    calls: dict[str, int]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="100 distributions and few rounds, for CI")
    options.add_argument("--rounds", type=int, default=0, help="of the empty program; the slower ones have fewer")
    options.add_argument("--python", default=sys.executable, help="the interpreter of the environments")
    chosen = options.parse_args()
    sizes = (100,) if chosen.short else (100, 500, 2000)
    rounds = chosen.rounds or (12 if chosen.short else 60)
    ours = Environment("ours", chosen.python, "ours")
    original = Environment("original", chosen.python, "original")
    try:
        rows = [
            measure(ours, original, size, program, rounds)
            for size in sizes
            for program in list(PROGRAMS)[: 2 if chosen.short else 3]
        ]
    except Broken as broken:
        print(f"bench/reporter: {broken}", file=sys.stderr)
        return 1
    report(rows, chosen.python)
    return 0


def measure(ours: Environment, original: Environment, size: int, program: str, rounds: int) -> Row:
    code, expected = PROGRAMS[program]
    count = ours.resize(size)
    original.resize(size)
    ours.index()
    ways = {
        "original": Way(original.python, ACTIVATE_ORIGINAL + code, nothing),
        "no index": Way(ours.python, ACTIVATE + code, partial(ours.show_index, False)),
        "index": Way(ours.python, ACTIVATE + code, partial(ours.show_index, True)),
    }
    alone = {"ours": Way(ours.python, code, nothing), "original": Way(original.python, code, nothing)}
    compared = compare(alone, ways, rounds if not code else max(rounds // 4, 5))
    for name, added in compared.added.items():
        refuse_wrong(name, added, expected)
    calls = {}
    if shutil.which("strace"):
        base = {way.python: system_calls(way) for way in alone.values()}
        calls = {name: system_calls(way) - base[way.python] for name, way in ways.items()}
    print(f"bench/reporter: {count} distributions, {program}: measured", file=sys.stderr)
    return Row(count, program, compared, calls)


def nothing() -> None:
    pass


def refuse_wrong(name: str, added: Added, expected: list[str]) -> None:
    """A reporter that does not report is fast, and nothing is measured. Raises `Broken`."""
    sent = {line.rpartition(":")[0].rpartition(".")[2].lower() for line in added.lines}
    missing = [package for package in expected if package not in sent]
    if missing or not added.lines:
        raise Broken(f"{name}: {', '.join(missing) or 'nothing'} was not reported, only {sorted(sent)}")


def report(rows: list[Row], python: str) -> None:
    version = subprocess.run([python, "-V"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"{version}, {platform.machine()}, beside {ORIGINAL}; added to the program alone\n")
    print("| distributions | program | original ÷ no index | original ÷ index | original | no index | index | noise |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for row in rows:
        by = {name: added.median_ms for name, added in row.compared.added.items()}
        ratios = [f"{by['original'] / max(by[name], 0.001):.0f}" for name in ("no index", "index")]
        times = [f"{by[name]:.2f} ms" for name in ("original", "no index", "index")]
        print(
            f"| {row.distributions} | {row.program} | {' | '.join(ratios + times)} | ±{row.compared.noise_ms:.2f} ms |"
        )
    if not any(row.calls for row in rows):
        print("\nSystem calls were not counted: strace is not there.")
        return
    print("\n| distributions | program | added system calls: original | no index | index |")
    print("| ---: | --- | ---: | ---: | ---: |")
    for row in rows:
        calls = " | ".join(f"{row.calls[name]:,}" for name in ("original", "no index", "index"))
        print(f"| {row.distributions} | {row.program} | {calls} |")


if __name__ == "__main__":
    sys.exit(main())
