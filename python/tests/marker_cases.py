"""Writes `markers.json` and `versions.json` of `tests/fixtures`: what `packaging` answers, for the evaluator in TypeScript.

Run it where the answers shall be made anew: `python tests/marker_cases.py`.
"""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path
from typing import Any

from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.specifiers import InvalidSpecifier, Specifier
from packaging.utils import InvalidName, canonicalize_name

FIXTURES = Path(__file__).parents[2] / "tests" / "fixtures"
MARKERS = FIXTURES / "markers.json"
VERSIONS = FIXTURES / "versions.json"
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
WANTED = ["3", "3.8", "3.9", "3.11", "3.11.7", "3.12", "3.13.0a1", "3.*", "3.1.*", "20.6", "x", "2.7 3.11"]


def evaluate(text: str, environment: dict[str, str], extra: str) -> bool:
    """Return the answer of `packaging`; what it cannot evaluate holds."""
    try:
        return Marker(text).evaluate({**environment, "extra": extra})
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName):
        return True


def texts(dice: random.Random) -> list[str]:
    """Every comparison of a version variable, then a few of all others and of what they combine to."""
    versions = ["python_version", "python_full_version", "platform_release"]
    simple = [f'{v} {op} "{n}"' for v, op, n in itertools.product(versions, OPERATORS, WANTED)]
    simple += [f"'{n}' {op} python_version" for op, n in itertools.product(OPERATORS, WANTED)]
    others = [*LINUX, "os.name", "python_implementation", "extra", "no_such"]
    values = [*LINUX.values(), "win32", "Dev_Tools", "docs", ""]
    pairs = list(itertools.product(others, OPERATORS, values))
    simple += [f'{name} {op} "{value}"' for name, op, value in dice.sample(pairs, 250)]
    joined = [f"{dice.choice(simple)} {dice.choice(['and', 'or'])} {dice.choice(simple)}" for _ in range(150)]
    nested = [f"({dice.choice(joined)}) {dice.choice(['and', 'or'])} {dice.choice(joined)}" for _ in range(100)]
    broken = ["", "python_version", "python_version >=", "(os_name == 'nt'", "os_name == 'nt' os_name", "'a' == 'b'"]
    return simple + joined + nested + broken


def compared() -> list[str]:
    """Versions of every kind: each is held against each."""
    suffixes = ["", "a1", "a1.post1", "rc2", "b0.post1.dev1", ".post1", "-2", ".post1.dev3", ".dev0", "+l.1", ".*", "x"]
    return [release + suffix for release in ("3", "3.0", "3.11.7", "1!3") for suffix in suffixes]


def names() -> list[list[Any]]:
    """Names as people write them, with what `packaging` makes of them; None for what is no name."""
    rows: list[list[Any]] = []
    for name in ("NumPy", "zope.interface", "a__b..c--d", "a-._b", "A", "9", "", "-x", "x-", ".x", "x_", "x y", "x:1|c",
                 "é", "İ", "x\ny", "ruamel.yaml.clib", "Foo_Bar-baz", "x" * 214):  # fmt: skip
        try:
            rows.append([name, canonicalize_name(name, validate=True)])
        except InvalidName:
            rows.append([name, None])
    return rows


def version_rows() -> list[list[Any]]:
    """Operator, wanted version, and a digit for each version: 1 where it satisfies; None where that is no specifier."""
    rows: list[list[Any]] = []
    for operator, wanted in itertools.product(OPERATORS[:8], compared()):
        try:
            specifier = Specifier(operator + wanted)
        except InvalidSpecifier:
            rows.append([operator, wanted, None])
            continue
        answers = (specifier.contains(one, prereleases=True) for one in compared())
        rows.append([operator, wanted, "".join("1" if answer else "0" for answer in answers)])
    return rows


def write() -> None:
    """Write the fixtures; the same every time."""
    dice = random.Random(508)
    cases: list[list[Any]] = []
    for text in texts(dice):
        index, extra = dice.randrange(len(ENVIRONMENTS)), dice.choice(["", "dev-tools", "docs"])
        cases.append([text, index, extra, evaluate(text, ENVIRONMENTS[index], extra)])
    lines = ",\n".join(json.dumps(case) for case in cases)
    MARKERS.write_text(f'{{"environments": {json.dumps(ENVIRONMENTS)},\n"cases": [\n{lines}\n]}}\n')
    rows = ",\n".join(json.dumps(row) for row in version_rows())
    head = f'"names": {json.dumps(names())},\n"versions": {json.dumps(compared())}'
    VERSIONS.write_text(f'{{{head},\n"rows": [\n{rows}\n]}}\n')


if __name__ == "__main__":
    write()
