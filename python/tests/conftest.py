"""Fixtures: a statsd server; interpreters of every version, each in a fresh environment with the reporter."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Iterator

import hypothesis
import pytest

from tests.environments import missing
from tests.kernels import Kernel
from tests.processes import VERSIONS, Python, Statsd, distribution, require


@pytest.fixture
def statsd() -> Iterator[Statsd]:
    server = Statsd()
    yield server
    server.close()


@pytest.fixture(params=VERSIONS)
def python(request: pytest.FixtureRequest, tmp_path: Path, statsd: Statsd) -> Python:
    """Each version in turn."""
    return Python(require(request.param), tmp_path, statsd)


@pytest.fixture(params=[VERSIONS[0], VERSIONS[-1]])
def outer_python(request: pytest.FixtureRequest, tmp_path: Path, statsd: Statsd) -> Python:
    """The oldest and the newest version, for what does not hang on the version."""
    return Python(require(request.param), tmp_path, statsd)


@pytest.fixture
def kernel_python(tmp_path: Path, statsd: Statsd) -> Python:
    """An environment whose ipykernel is that of the peers, and which has a package to import."""
    python = Python(sys.executable, tmp_path, statsd)
    peers = next(Path(sys.prefix).glob("lib/python*/site-packages"))
    (python.site / "peers.pth").write_text(f"{peers}\n")
    for name in ("first", "second", "third"):
        distribution(python.site, name, [f"{name}.py"])
    if python.run(code="import ipykernel").exit_code:
        missing("ipykernel is missing: npm run peers")
    python.statsd.lines()
    return python


@pytest.fixture
def kernels() -> Iterator[list[Kernel]]:
    started: list[Kernel] = []
    yield started
    for kernel in started:
        if kernel.manager.is_alive():
            kernel.kill()
        kernel.close()


# A busy machine is no fault of the code.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")
