"""Real Python processes with the reporter, and a statsd server that keeps what they send."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple, Sequence

import pytest

PEERS = Path(__file__).parents[2] / ".cache" / "peers"
PACKAGE = Path(__file__).parents[1] / "popularity_contest"
VERSIONS = ("3.8", "3.9", "3.10", "3.11", "3.12", "3.13", "3.14")
PREFIX = "python_popcon.imported_package."
PROCESS = "python_popcon.processes:1|c"
TIMEOUT_S = 60
QUIET_S = 0.03


class Statsd:
    """A statsd server on the loopback."""

    def __init__(self) -> None:
        self.endpoint = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.endpoint.bind(("127.0.0.1", 0))
        self.endpoint.settimeout(QUIET_S)
        self.port: int = self.endpoint.getsockname()[1]

    def datagrams(self) -> list[bytes]:
        """What has arrived. On a loaded machine even the loopback takes a moment, so it waits until all is quiet."""
        found: list[bytes] = []
        while True:
            try:
                found.append(self.endpoint.recv(65536))
            except socket.timeout:
                return found

    def lines(self) -> list[str]:
        """The lines of it, but for the empty one with which `doctor` tries whether anybody listens."""
        return [line for datagram in self.datagrams() for line in datagram.decode().split("\n") if line]

    def close(self) -> None:
        self.endpoint.close()


class Ended(NamedTuple):
    """How a process ended, and what it sent."""

    exit_code: int
    output: str
    errors: str
    lines: list[str]

    @property
    def packages(self) -> list[str]:
        return [line[len(PREFIX) :].partition(":")[0] for line in self.lines if line.startswith(PREFIX)]


class Python:
    """An interpreter with a site-packages of its own, in which the reporter is installed and nothing else."""

    def __init__(self, base: str, folder: Path, statsd: Statsd) -> None:
        self.folder = folder
        self.statsd = statsd
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        self.prefix = folder / "env"
        shutil.copytree(template(base), self.prefix, symlinks=True)
        self.python = str(self.prefix / "bin" / "python")
        self.site = next(self.prefix.glob("lib/python*/site-packages"))
        self.package = self.site / "popularity_contest"

    def environ(self, **variables: str) -> dict[str, str]:
        """The environment of a user; what is given is added, without PYTHON_POPCONTEST_ before it where it is ours."""
        ours = {"STATSD_HOST": "127.0.0.1", "STATSD_PORT": str(self.statsd.port)}
        theirs = {"HOME": str(self.home), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
        for name, value in variables.items():
            (ours if name in SETTINGS else theirs)[name] = value
        return {**theirs, **{f"PYTHON_POPCONTEST_{name}": value for name, value in ours.items()}}

    def run(self, *arguments: str, code: str = "", cwd: Path | None = None, **variables: str) -> Ended:
        """Run the interpreter to its end."""
        command = [self.python, *arguments, *(["-c", code] if code else [])]
        done = subprocess.run(
            command,
            env=self.environ(**variables),
            cwd=cwd or self.folder,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            stdin=subprocess.DEVNULL,
        )
        return Ended(done.returncode, done.stdout, done.stderr, self.statsd.lines())

    def report(self, code: str, *arguments: str, **options: Any) -> Ended:
        """Run code after the reporter has been imported; the process must end well and say nothing."""
        ended = self.run(*arguments, code=f"import popularity_contest.reporter\n{code}", **options)
        assert (ended.exit_code, ended.output, ended.errors) == (0, "", "")
        return ended

    def cli(self, *arguments: str, **variables: str) -> Ended:
        return self.run("-m", "popularity_contest", *arguments, **variables)

    def index(self) -> None:
        """Index the environment."""
        ended = self.cli("index")
        assert ended.exit_code == 0, ended.errors


SETTINGS = {
    "STATSD_HOST", "STATSD_PORT", "STATSD_PREFIX", "EARLY_S", "ENVIRONMENT", "DIRECT", "NAMES", "DEBUG", "DISABLE", "RANK", "BUDGET_MS",
}  # fmt: skip


@functools.lru_cache(maxsize=None)
def template(base: str) -> Path:
    """An environment with the reporter and its bytecode, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="popcon-template-"))
    atexit.register(shutil.rmtree, folder)
    subprocess.run([base, "-m", "venv", "--without-pip", str(folder)], check=True)
    site = next(folder.glob("lib/python*/site-packages"))
    unwanted = shutil.ignore_patterns("__pycache__", "*.index")
    shutil.copytree(PACKAGE, site / "popularity_contest", ignore=unwanted)
    subprocess.run([folder / "bin" / "python", "-m", "compileall", "-q", str(site)], check=True)
    return folder


def find_python(version: str) -> str | None:
    """A Python of this version: of pyenv, on the path, of the peers, or the one that runs the tests."""
    versions = Path(os.environ.get("PYENV_ROOT", "~/.pyenv"), "versions").expanduser()
    candidates = [str(path) for path in sorted(versions.glob(f"{version}.*/bin/python"))]
    candidates += [str(path) for path in PEERS.glob(f"cpython/org/bytedeco/cpython/*/bin/python{version}")]
    if version == "%d.%d" % sys.version_info[:2]:
        candidates.append(sys.executable)
    on_path = shutil.which(f"python{version}")
    for candidate in reversed([*([on_path] if on_path else []), *candidates]):
        # A shim of pyenv is there for every version that any folder has chosen.
        if subprocess.run([candidate, "-c", "import venv"], capture_output=True).returncode == 0:
            return candidate
    return None


def require(version: str) -> str:
    python = find_python(version)
    if python is None:
        pytest.skip(f"there is no Python {version} here")
    return python


def write(folder: Path, files: dict[str, str]) -> None:
    """Files below a folder, by their paths."""
    for path, text in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def distribution(
    site: Path, name: str, modules: Sequence[str] = (), *, record: bool = True, extra: dict[str, str] | None = None
) -> None:
    """Install a distribution by hand, with a RECORD of its modules, as pip leaves it."""
    metadata = f"{name.replace('-', '_')}-1.0.dist-info"
    files = {
        **dict.fromkeys(modules, ""),
        f"{metadata}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n",
    }
    files.update({f"{metadata}/{path}": text for path, text in (extra or {}).items()})
    write(site, files)
    if record:
        lines = sorted([*(f"{path},sha256=x,0" for path in files), f"{metadata}/RECORD,,"])
        write(site, {f"{metadata}/RECORD": "\n".join(lines) + "\n"})


def two_packages(python: Python) -> None:
    """What a process imports in itself, and what only its child does."""
    distribution(python.site, "parent-only", ["parent_only.py"])
    distribution(python.site, "child-only", ["child_only.py"])
