"""Writes `tests/fixtures/markers.json`: markers with the answer of `packaging`, for the evaluator in TypeScript.

Run it where the answers shall be made anew: `python tests/marker_cases.py`.
"""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

FIXTURE = Path(__file__).parents[2] / "tests" / "fixtures" / "markers.json"
LINUX = {
    "implementation_name": "cpython",
    "implementation_version": "3.11.7",
    "os_name": "posix",
    "platform_machine": "x86_64",
    "platform_release": "6.1.0-18-amd64",
    "platform_system": "Linux",
    "platform_version": "#1 SMP",
    "python_full_version": "3.11.7",
    "platform_python_implementation": "CPython",
    "python_version": "3.11",
    "sys_platform": "linux",
}
ENVIRONMENTS = [
    LINUX,
    {**LINUX, "python_version": "3.8", "python_full_version": "3.8.18", "implementation_version": "3.8.18"},
    {**LINUX, "python_version": "3.13", "python_full_version": "3.13.0a2", "platform_release": "20.6"},
    {**LINUX, "python_full_version": "3.12.0+local", "platform_release": "", "sys_platform": "win32"},
]
OPERATORS = ["==", "!=", "<", "<=", ">", ">=", "~=", "===", "in", "not in"]
VERSIONS = ["3", "3.8", "3.9", "3.11", "3.11.7", "3.12", "3.13.0a1", "3.*", "3.1.*", "20.6", "x", "2.7 3.11"]


def evaluate(text: str, environment: dict[str, str], extra: str) -> bool:
    """Return the answer of `packaging`; what it cannot evaluate holds."""
    try:
        return Marker(text).evaluate({**environment, "extra": extra})
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName):
        return True


def texts(dice: random.Random) -> list[str]:
    """Every comparison of a version variable, then a few of all others and of what they combine to."""
    versions = ["python_version", "python_full_version", "platform_release"]
    simple = [f'{v} {op} "{n}"' for v, op, n in itertools.product(versions, OPERATORS, VERSIONS)]
    simple += [f"'{n}' {op} python_version" for op, n in itertools.product(OPERATORS, VERSIONS)]
    others = [*LINUX, "os.name", "python_implementation", "extra", "no_such"]
    values = [*LINUX.values(), "win32", "Dev_Tools", "docs", ""]
    pairs = list(itertools.product(others, OPERATORS, values))
    simple += [f'{name} {op} "{value}"' for name, op, value in dice.sample(pairs, 250)]
    joined = [f"{dice.choice(simple)} {dice.choice(['and', 'or'])} {dice.choice(simple)}" for _ in range(150)]
    nested = [f"({dice.choice(joined)}) {dice.choice(['and', 'or'])} {dice.choice(joined)}" for _ in range(100)]
    broken = ["", "python_version", "python_version >=", "(os_name == 'nt'", "os_name == 'nt' os_name", "'a' == 'b'"]
    return simple + joined + nested + broken


def write() -> None:
    """Write the fixture; the same every time."""
    dice = random.Random(508)
    cases: list[list[Any]] = []
    for text in texts(dice):
        index, extra = dice.randrange(len(ENVIRONMENTS)), dice.choice(["", "dev-tools", "docs"])
        cases.append([text, index, extra, evaluate(text, ENVIRONMENTS[index], extra)])
    lines = ",\n".join(json.dumps(case) for case in cases)
    FIXTURE.write_text(f'{{"environments": {json.dumps(ENVIRONMENTS)},\n"cases": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    write()
