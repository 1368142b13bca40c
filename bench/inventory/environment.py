"""Fills a site-packages with made-up distributions of real shape: `environment.py DIRECTORY COUNT`.

Of 740 wheels looked at, the median has 25 files, the mean 60; a METADATA has 8 kB, half a dozen requirements
with markers and three extras. No kernel is in it, so that what is timed is the reading.
"""

from __future__ import annotations

import random
import sys
from pathlib import Path

METADATA = """Metadata-Version: 2.1
Name: {name}
Version: {version}
Summary: A distribution of real shape
License: BSD-3-Clause
{classifiers}{extras}{requires}
{description}
"""
MARKERS = [
    "",
    "",
    "",
    ' ; python_version >= "3.9"',
    ' ; sys_platform == "win32"',
    ' ; python_version < "3.8" and platform_python_implementation == "CPython"',
    ' ; extra == "test"',
    ' ; (python_version >= "3.8") and extra == "docs"',
    ' ; extra == "all"',
]


def write_distribution(site: Path, index: int, count: int, dice: random.Random) -> None:
    """Write one distribution with its files, RECORD and metadata."""
    name, version = f"made_up_{index}", f"{index % 9}.{index % 7}"
    info = site / f"{name}-{version}.dist-info"
    info.mkdir()
    folders = [name, f"{name}/core", f"{name}/tests", f"{name}/core/data"]
    for folder in folders:
        (site / folder / "__pycache__").mkdir(parents=True)
    files = [f"{name}/__init__.py"]
    files += [f"{dice.choice(folders)}/m{i}.py" for i in range(min(800, int(dice.lognormvariate(2.6, 1.2))))]
    record = []
    for file in files:
        path = site / file
        path.write_text("x = 1\n")
        cached = path.parent / "__pycache__" / f"{path.stem}.cpython-311.pyc"
        cached.write_bytes(b"0" * 200)
        record += [
            f"{file},sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,6",
            f"{cached.relative_to(site)},,",
        ]
    requires = (
        f"Requires-Dist: Made.Up_{dice.randrange(count)} >=1.0,!=1.3{dice.choice(MARKERS)}" for _ in range(7)
    )
    info.joinpath("METADATA").write_text(
        METADATA.format(
            name=name.replace("_", "-"),
            version=version,
            classifiers="".join(
                f"Classifier: Programming Language :: Python :: 3.{i}\n" for i in range(8, 14)
            ),
            extras="".join(f"Provides-Extra: {extra}\n" for extra in ("test", "docs", "all")),
            requires="\n".join(requires) + "\n",
            description="Words of a readme. " * 400,
        )
    )
    info.joinpath("INSTALLER").write_text("pip\n")
    info.joinpath("WHEEL").write_text("Wheel-Version: 1.0\n")
    info.joinpath("entry_points.txt").write_text(f"[console_scripts]\n{name}-run = {name}:main\n")
    if index % 10 == 0:
        info.joinpath("REQUESTED").touch()
    record += [f"{info.name}/{entry.name},," for entry in info.iterdir()]
    info.joinpath("RECORD").write_text("\n".join([*record, f"{info.name}/RECORD,,"]) + "\n")


def main() -> None:
    """Fill the directory; the same for the same count."""
    site, count = Path(sys.argv[1]), int(sys.argv[2])
    dice = random.Random(count)
    for index in range(count):
        write_distribution(site, index, count, dice)
    print(sum(1 for path in site.rglob("*") if path.is_file()))


if __name__ == "__main__":
    main()
