"""Makes the environments that the bench runs in: real packages beside synthetic ones, for any number of distributions.

Two environments that differ in nothing but the reporter, as both reporters are called popularity_contest. They are
kept in `.cache/bench/reporter` from one run to the next; synthetic distributions are added and taken away.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Sequence

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache" / "bench" / "reporter"
SMALL = ["requests==2.34.2", "PyYAML==6.0.3"]
NOTEBOOK = [*SMALL, "pandas==3.1.1", "scipy==1.17.1", "ipykernel==7.4.0"]
ORIGINAL = "popularity-contest==0.4.1"
MODULES = 40
"""Modules of a synthetic distribution: the median of the 300 packages of a notebook image."""


class Unavailable(Exception):
    """What cannot be had here, such as the original without a network."""


def run(command: Sequence[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        last = (done.stderr.strip() or "no word of why").splitlines()[-1]
        raise Unavailable(f"{' '.join(command)}: {last}")


class Environment:
    """A virtual environment with one of the two reporters."""

    def __init__(self, reporter: str, base: str, packages: Sequence[str]) -> None:
        """Make it, or take the one of an earlier run. Raises `Unavailable`."""
        self.folder = CACHE / f"{reporter}-{len(packages)}"
        self.python = str(self.folder / "bin" / "python")
        whole = self.folder / "whole"
        if not whole.exists():
            shutil.rmtree(self.folder, ignore_errors=True)
            run([base, "-m", "venv", str(self.folder)])
            self.pip(*packages, *([ORIGINAL] if reporter == "original" else []))
            whole.touch()
        if reporter != "original":
            self.pip("--force-reinstall", "--no-deps", str(ROOT / "python"))
            run([self.python, "-m", "popularity_contest", "activate", "--all-processes"])
        site = subprocess.run(
            [self.python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            check=True,
            capture_output=True,
            text=True,
        )
        self.site = Path(site.stdout.strip())

    def pip(self, *what: str) -> None:
        run([self.python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *what])

    def resize(self, distributions: int) -> int:
        """Have this many distributions, synthetic ones beside the real. Returns how many there are."""
        for path in self.site.glob("synthetic_*"):
            shutil.rmtree(path)
        for path in (self.site / "popularity_contest").glob("*.hidden"):
            path.unlink()
        real = len(list(self.site.glob("*.dist-info")))
        for number in range(max(distributions - real, 0)):
            make_distribution(self.site, f"synthetic_{number:04}")
        return len(list(self.site.glob("*.dist-info")))

    def index(self) -> None:
        """Write the index of what is installed now, the `.pth` file among it, in the place of one of before."""
        self.show(".pth", ".index")
        subprocess.run([self.python, "-m", "popularity_contest", "index"], check=True, capture_output=True)

    def is_index_fresh(self) -> bool:
        """Whether a process finds an index that is complete and of what is installed now."""
        code = "from popularity_contest.installation import this_installation as i; raise SystemExit(not i().index.complete)"
        return subprocess.run([self.python, "-c", code]).returncode == 0

    def show(self, *wanted: str) -> None:
        """Let the next process find those of our `.pth` file and the `.index`, and not the other."""
        for folder, name in ((self.site, "*popularity-contest.pth"), (self.site / "popularity_contest", "*.index")):
            is_wanted = name.endswith(wanted)
            for path in folder.glob(f"{name}.hidden" if is_wanted else name):
                path.rename(path.with_suffix("") if is_wanted else path.with_name(path.name + ".hidden"))


def make_distribution(site: Path, name: str) -> None:
    """An installed distribution as pip leaves it: modules, and metadata with a sorted RECORD."""
    package = site / name
    metadata = site / f"{name}-1.0.dist-info"
    package.mkdir()
    metadata.mkdir()
    files = [package / "__init__.py", *(package / f"module_{number:02}.py" for number in range(MODULES - 1))]
    files[0].touch()
    for file in files[1:]:
        os.link(files[0], file)
    (metadata / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name.replace('_', '-')}\nVersion: 1.0\n")
    (metadata / "WHEEL").write_text("Wheel-Version: 1.0\n")
    (metadata / "INSTALLER").write_text("pip\n")
    record = [f"{path.relative_to(site)},sha256={'x' * 43},0" for path in [*files, *metadata.iterdir()]]
    (metadata / "RECORD").write_text("\n".join(sorted([*record, f"{metadata.name}/RECORD,,"])) + "\n")
