"""What only the tasks of a Celery worker import is counted, in each process of its pool."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.environments import missing, site_packages
from tests.processes import PEERS, PREFIX, PROCESS, Python, Statsd, distribution, write
from tests.programs.frameworks import CELERY


def test_a_prefork_pool(tmp_path: Path, statsd: Statsd) -> None:
    if not (PEERS / "venv").exists():
        missing("celery is missing: npm run peers")
    python = Python(sys.executable, tmp_path, statsd)
    write(python.site, {"peers.pth": f"{site_packages(PEERS / 'venv')}\n"})
    distribution(python.site, "only-in-tasks", ["only_in_tasks.py"])
    write(python.folder, {"program.py": CELERY.replace("colorsys", "only_in_tasks")})
    assert python.cli("activate", "--all-processes").exit_code == 0
    ended = python.run("program.py")
    assert ended.exit_code == 0, ended.errors
    workers = ended.lines.count(f"{PREFIX}only-in-tasks:1|c")
    assert workers in (1, 2)  # one may do all tasks
    assert 1 + workers <= ended.lines.count(PROCESS) <= 3
