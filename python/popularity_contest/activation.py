"""Switches the reporter on and off for the environment that this runs in.

Out: an IPython start-up file; for every process, a `.pth` file and where Python knows it PEP 829's `.start` file; the
defaults file; and a record of what was written, so that nothing stays behind. Refused, before anything is written:
a place that may not be written to, a file that is not ours, settings that cannot be used.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from pathlib import Path
from typing import Iterable, Mapping, NamedTuple

import popularity_contest as root
from popularity_contest.installation import index_name

RECORDS = Path(root.FOLDER)
RECORD_SUFFIX = ".activation.json"
DEFAULTS = Path(root.FOLDER, root.DEFAULTS)
STARTUP_SCRIPT = """\
# Written by `python -m popularity_contest activate`, removed by `deactivate`.
try:
    import popularity_contest.reporter

    popularity_contest.reporter.follow_ipython()
except Exception:
    pass  # a missing or broken reporter is nobody's business here
"""
PTH_LINE = 'import sys; exec("try:\\n import popularity_contest.reporter\\nexcept Exception: pass")\n'
START_MODULE = "_popularity_contest_start"
START_LINE = f"{START_MODULE}:start\n"
START_SCRIPT = '''\
"""Written by `python -m popularity_contest activate`, removed by `deactivate`."""


def start():
    """Import the reporter, if it is there and whole."""
    try:
        import popularity_contest.reporter  # noqa: F401
    except Exception:
        pass
'''


class Refused(Exception):
    """What cannot be done, where, and what to do: one line."""


class Change(NamedTuple):
    """What was done, for the reader at the terminal."""

    written: list[Path]
    removed: list[Path]


class Activation(NamedTuple):
    """The files that make an activation, and the directories that were made for them."""

    files: Mapping[Path, str]
    directories: Iterable[Path]


def record_file() -> Path:
    """What was written for this environment: one copy of the package may serve several, as in a module tree."""
    return RECORDS / (root.environment_name(sys.prefix) + RECORD_SUFFIX)


def startup_script() -> Path:
    return Path(sys.prefix, "etc", "ipython", "startup", "000-popularity-contest.py")


def site_packages() -> Path:
    return Path(sysconfig.get_path("purelib"))


def pth_file() -> Path:
    """Its name makes it the last that `site` reads: what the others import is not this process's choice."""
    return site_packages() / "zzz-popularity-contest.pth"


def activate(all_processes: bool, settings: Mapping[str, str]) -> Change:
    """Make the environment report. `settings` (variable → value) are added to the defaults. Raises `Refused`."""
    files = {startup_script(): STARTUP_SCRIPT}
    if all_processes:
        files[pth_file()] = PTH_LINE
        if sys.version_info >= (3, 15):
            files[pth_file().with_suffix(".start")] = START_LINE
            files[site_packages() / f"{START_MODULE}.py"] = START_SCRIPT
    defaults = {**root.read_defaults(), **settings}
    if defaults:
        files[DEFAULTS] = "".join(f"{variable}={value}\n" for variable, value in sorted(defaults.items()))
    try:
        checked = root.Settings({}, defaults)
        root.literal_address(checked.host, checked.port)
    except (root.InvalidSettings, OSError) as invalid:
        raise Refused(str(invalid)) from None
    before = recorded()
    mine = {path: text for path, text in files.items() if not is_anothers(path, text)}
    directories = missing_directories(mine)
    refuse_unwritable([*mine, record_file()])
    obsolete = [path for path in before.files if path not in mine]
    removed = remove(Activation({path: before.files[path] for path in obsolete}, []))
    for directory in directories:
        directory.mkdir(exist_ok=True)
    written = [path for path, text in mine.items() if write(path, text)]
    record = {
        "files": {str(path): text for path, text in mine.items()},
        "directories": [str(path) for path in (*before.directories, *directories)],
    }
    write(record_file(), json.dumps(record, indent=1) + "\n")
    return Change(written, removed)


def deactivate() -> Change:
    """Leave the environment as it was; the defaults stay while they are another's, too. Raises `Refused`."""
    record = recorded()
    files = record.files or {
        startup_script(): STARTUP_SCRIPT,
        pth_file(): PTH_LINE,
        pth_file().with_suffix(".start"): START_LINE,
    }
    beside = [Path(root.FOLDER, index_name(sys.prefix)), record_file()]
    if set(RECORDS.glob("*" + RECORD_SUFFIX)) <= {record_file()}:
        beside.append(DEFAULTS)
    files = {path: text for path, text in files.items() if path != DEFAULTS}
    refuse_unwritable([path for path in (*files, *beside) if path.exists()])
    removed = remove(Activation(files, record.directories))
    for path in beside:
        if path.exists():
            path.unlink()
            removed.append(path)
    return Change([], removed)


def recorded() -> Activation:
    """What earlier activations have written and made."""
    try:
        record = json.loads(record_file().read_text(encoding="utf-8"))
        files = {Path(path): str(text) for path, text in record["files"].items()}
        return Activation(files, [Path(path) for path in record["directories"]])
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return Activation({}, [])


def is_anothers(path: Path, text: str) -> bool:
    """Whether a file is there already that was not written by `activate` and yet does its work. Raises `Refused`."""
    if not path.exists() or path in recorded().files or path == DEFAULTS:
        return False
    found = path.read_text(encoding="utf-8", errors="replace")
    if found == text:
        return False
    if "popularity_contest.reporter" in found:
        return True
    raise Refused(f"{path} is there and not ours: add the line `import popularity_contest.reporter` to it, or move it")


def missing_directories(files: Iterable[Path]) -> list[Path]:
    """The directories to make for these files, outermost first."""
    missing = {parent for path in files for parent in path.parents if not parent.exists()}
    return sorted(missing, key=lambda path: len(path.parts))


def refuse_unwritable(paths: Iterable[Path]) -> None:
    for path in paths:
        place = next(parent for parent in path.parents if parent.exists())
        if not os.access(place, os.W_OK):
            raise Refused(f"{place} may not be written to: run this as the user who owns {sys.prefix}")


def write(path: Path, text: str) -> bool:
    """Write a file, readable by whoever may read this package, unless it is as wanted already."""
    if path.exists() and path.read_bytes() == text.encode():
        return False
    staged = path.with_name(path.name + ".new")
    try:
        staged.write_text(text, encoding="utf-8")
        staged.chmod(0o644)
        staged.replace(path)
    except OSError as fault:
        raise Refused(f"{path} cannot be written: {fault.strerror}") from None
    return True


def remove(activation: Activation) -> list[Path]:
    """Remove files that are still as they were written, and then the directories made for them that are empty."""
    removed = []
    for path, text in activation.files.items():
        if path.exists() and path.read_bytes() == text.encode():
            path.unlink()
            removed.append(path)
    for directory in reversed(list(activation.directories)):
        try:
            directory.rmdir()
            removed.append(directory)
        except OSError:
            pass
    return removed
