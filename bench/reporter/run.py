"""`python3 bench/reporter/run.py [--short] [--instructions]`: the reporter beside the original from PyPI, interleaved in one run.

Out: a Markdown table, ratios before times, with the noise; exit code 1 if the measurement is broken, whatever it says.
Where the original cannot be had, as without a network, that is said and nothing is measured.
"""

from __future__ import annotations

import argparse
import platform
import shutil
import subprocess
import sys
from functools import partial
from typing import Callable, Dict, NamedTuple

from environments import NOTEBOOK, ORIGINAL, SMALL, Environment, Unavailable
from measure import Added, Broken, Comparison, Way, compare, instructions, system_calls

ACTIVATE_ORIGINAL = "import popularity_contest.reporter\npopularity_contest.reporter.setup_reporter()\n"
PROGRAMS = {
    "an empty program": ("", []),
    "requests and yaml": ("import requests, yaml", ["requests", "pyyaml", "urllib3"]),
    "a pandas/scipy notebook": (
        "import numpy, pandas\nfrom scipy import optimize, stats\n"
        "frame = pandas.DataFrame({'x': range(100)})\nframe.describe()\nstats.norm.fit(frame.x)",
        ["numpy", "pandas", "scipy"],
    ),
}
ROUNDS = {"an empty program": 120, "requests and yaml": 60, "a pandas/scipy notebook": 20}
SHORT_ROUNDS = 24
ORIGINAL_EVERY = 6
"""The original adds so much that it is measured well enough in every sixth round."""


Counters = Dict[str, Callable[[Way], int]]
"""What is counted of one run → how."""


class Row(NamedTuple):
    distributions: int
    program: str
    compared: Comparison
    counts: dict[str, dict[str, int]]
    """What was counted, a system call or an instruction → way → how many it adds."""


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--short", action="store_true", help="100 distributions and few rounds, for CI")
    options.add_argument("--distributions", type=int, nargs="+", default=[100, 500, 2000])
    options.add_argument("--python", default=sys.executable, help="the interpreter of the environments")
    options.add_argument("--instructions", action="store_true", help="also count those, by valgrind")
    chosen = options.parse_args()
    counters = {"system calls": system_calls} if shutil.which("strace") else {}
    if chosen.instructions:
        counters["instructions"] = instructions
    sizes = [100] if chosen.short else chosen.distributions
    try:
        ours, original = (
            Environment(reporter, chosen.python, SMALL if chosen.short else NOTEBOOK)
            for reporter in ("ours", "original")
        )
        rows = [
            measure(ours, original, size, program, SHORT_ROUNDS if chosen.short else rounds, counters)
            for size in sizes
            for program, rounds in list(ROUNDS.items())[: 2 if chosen.short else 3]
        ]
    except Unavailable as missing:
        print(f"bench/reporter: not measured: {missing}", file=sys.stderr)
        return 0
    except Broken as broken:
        print(f"bench/reporter: {broken}", file=sys.stderr)
        return 1
    report(rows, chosen.python)
    return 0


def measure(
    ours: Environment, original: Environment, size: int, program: str, rounds: int, counters: Counters
) -> Row:
    code, expected = PROGRAMS[program]
    count = ours.resize(size)
    original.resize(size)
    ours.index()
    if not ours.is_index_fresh():
        raise Broken("the index says nothing of what is installed now")
    ways = {
        "original": Way(original.python, ACTIVATE_ORIGINAL + code, nothing, ORIGINAL_EVERY),
        "no index": Way(ours.python, code, partial(ours.show, ".pth")),
        "index": Way(ours.python, code, partial(ours.show, ".pth", ".index")),
    }
    alone = {"ours": Way(ours.python, code, ours.show), "original": Way(original.python, code, nothing, ORIGINAL_EVERY)}
    compared = compare(alone, ways, rounds)
    for name, added in compared.added.items():
        refuse_wrong(name, added, expected)
    counts = {}
    for what, count_of in counters.items():
        base = {way.python: count_of(way) for way in alone.values()}
        counts[what] = {name: count_of(way) - base[way.python] for name, way in ways.items()}
    print(f"bench/reporter: {count} distributions, {program}: measured", file=sys.stderr)
    return Row(count, program, compared, counts)


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
    print("| distributions | program | original ÷ no index | ÷ index | original | no index | index | noise |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |")
    for row in rows:
        by = {name: added.median_ms for name, added in row.compared.added.items()}
        ratios = [ratio(by["original"], by[name], row.compared.noise_ms) for name in ("no index", "index")]
        times = [f"{by[name]:.2f} ms" for name in ("original", "no index", "index")]
        cells = [*ratios, *times, f"±{row.compared.noise_ms:.2f} ms"]
        print(f"| {row.distributions} | {row.program} | {' | '.join(cells)} |")
    if "system calls" not in rows[0].counts:
        print("\nSystem calls were not counted: strace is not there.")
    for what in rows[0].counts:
        print(f"\n| distributions | program | added {what}: original | no index | index |")
        print("| ---: | --- | ---: | ---: | ---: |")
        for row in rows:
            counts = " | ".join(f"{row.counts[what][name]:,}" for name in ("original", "no index", "index"))
            print(f"| {row.distributions} | {row.program} | {counts} |")


def ratio(original_ms: float, ours_ms: float, noise_ms: float) -> str:
    """How many times the original costs; where ours drowns in the noise, the least that can be said."""
    return f"{original_ms / ours_ms:.0f}" if ours_ms > noise_ms else f"> {original_ms / noise_ms:.0f}"


if __name__ == "__main__":
    sys.exit(main())
