"""Fixtures: a statsd server; interpreters of every version, each in a fresh environment with the reporter."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import hypothesis
import pytest

from tests.processes import VERSIONS, Python, Statsd, require


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


# A busy machine is no fault of the code.
hypothesis.settings.register_profile("patient", deadline=None)
hypothesis.settings.load_profile("patient")
