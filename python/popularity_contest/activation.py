"""Switches the reporter on and off for the environment that this runs in.

Out: an IPython start-up file; for every process, a `.pth` file and where Python knows it PEP 829's `.start` file; the
defaults file; the list of removals; and a record of what was written, so that nothing stays behind. Refused, before
anything is written: a place that may not be written to, a file that is not ours, settings or removals that cannot be
used.
"""

from __future__ import annotations

import json
import os
import sys
import sysconfig
from pathlib import Path
from typing import Iterable, Mapping, NamedTuple

import popularity_contest as root
from popularity_contest import index, places, removals, switches

RECORDS = Path(root.FOLDER)
DEFAULTS, REMOVALS, REMOVED_MODULES = map(Path, (root.DEFAULTS, root.REMOVALS, root.REMOVED_MODULES))
START_MODULE = "_popularity_contest_start"
START_LINE = f"{START_MODULE}:start\n"
HEAD = "Written by `python -m popularity_contest activate`, removed by `deactivate`."
ROOT = f"""\
i._load(e.spec_from_file_location("popularity_contest", {os.path.join(root.FOLDER, "__init__.py")!r}))"""
"""Imports the package from this folder and no other, whatever `sys.path` holds: a `popularity_contest/` in the working
directory is somebody else's. Done with what every interpreter has loaded."""
QUIETLY = f"""\
# {HEAD}
try:
 import sys, _frozen_importlib as i, _frozen_importlib_external as e
 %s
except Exception: pass
"""
"""Silent where the package is broken. It is compiled at each start, so it has no token more than it needs."""
LOAD = QUIETLY % f'{ROOT}.load("reporter")'
FOLLOW = QUIETLY % f'(sys.modules.get("popularity_contest") or {ROOT}).load("reporter").follow_ipython()'
STARTUP_SCRIPT = f"exec({FOLLOW!r}, {{}})\n"
PTH_LINE = f'import sys; "popularity_contest" in sys.modules or exec({LOAD!r}, {{}})\n'  # a venv's is run twice
START_SCRIPT = f"def start():\n    exec({FOLLOW!r}, {{}})\n"


class Refused(Exception):
    """One line: what cannot be done, where, and what to do."""


class Change(NamedTuple):
    """The files that were changed, for the reader at the terminal."""

    written: list[Path]
    removed: list[Path]


class Activation(NamedTuple):
    """The files that make an activation, and the directories that were made for them."""

    files: Mapping[Path, str]
    directories: Iterable[Path]


def record_file() -> Path:
    """The record of what was written for this environment: one copy of the package may serve several."""
    return RECORDS / places.file_of(sys.prefix, places.RECORD_SUFFIX)


def start_files(all_processes: bool) -> dict[Path, str]:
    """The files that load the reporter, each with its text.

    Their names make them the last that IPython and `site` read: what the others import is nobody's choice.
    """
    files = {Path(sys.prefix, "etc", "ipython", "startup", "zzz-popularity-contest.py"): STARTUP_SCRIPT}
    if all_processes:
        site_packages = Path(sysconfig.get_path("purelib"))
        files[site_packages / "zzz-popularity-contest.pth"] = PTH_LINE
        if sys.version_info >= (3, 15):
            files[site_packages / "zzz-popularity-contest.start"] = START_LINE
            files[site_packages / f"{START_MODULE}.py"] = START_SCRIPT
    return files


def activate(all_processes: bool, settings: Mapping[str, str], removals_file: str = "") -> Change:
    """Make the environment report. `settings` (variable → value) are added to the defaults. Raises `Refused`.

    A file of removals takes the place of the one that is there; an empty list takes it away.
    """
    lists = removal_lists(removals_file) if removals_file else {}
    files = start_files(all_processes)
    defaults = {**root.read_defaults(), **settings}
    if defaults:
        files[DEFAULTS] = "".join(f"{variable}={value}\n" for variable, value in sorted(defaults.items()))
    try:
        checked = root.Settings({}, defaults)
        root.literal_address(checked.host, checked.port)
    except (ValueError, OSError) as invalid:
        raise Refused(str(invalid)) from None
    before = recorded()
    mine = {path: text for path, text in files.items() if path in before.files or not is_anothers(path, text)}
    directories = missing_directories(mine)
    refuse_unwritable([*mine, record_file(), *lists])
    obsolete = [path for path in before.files if path not in mine]
    removed = remove(Activation({path: before.files[path] for path in obsolete}, []))
    for directory in directories:
        directory.mkdir(exist_ok=True)
    written = [path for path, text in mine.items() if write(path, text)]
    record = {
        "files": {str(path): text for path, text in mine.items()},
        "directories": [str(path) for path in (*before.directories, *directories)],
    }
    if write(record_file(), json.dumps(record, indent=1) + "\n"):
        written.append(record_file())
    for path, text in lists.items():
        if text and write(path, text):
            written.append(path)
        if not text and path.exists():
            path.unlink()
            removed.append(path)
    return Change(written, removed)


def removal_lists(file: str) -> Mapping[Path, str]:
    """The files to write for a list of removals, each with its text; of a list without entries, no text.

    Raises `Refused`, also where the reporter would not trust what this user writes.
    """
    uid, owner = getattr(os, "geteuid", int)(), os.stat(root.__file__).st_uid
    if uid not in (0, owner):
        raise Refused(f"{root.FOLDER} belongs to user {owner}: only they and root may say what is removed")
    try:
        data = places.read(file, removals.MAX_BYTES)
        if data is None:
            raise removals.InvalidRemovals(removals.UNREADABLE)
        found = removals.parse(data)
        modules = "".join(f"{' '.join((one.package, *one.modules))}\n" for one in found.values())
        return {REMOVALS: data.decode() if found else "", REMOVED_MODULES: modules}
    except removals.InvalidRemovals as invalid:
        raise Refused(f"{file} is no list of removals: {invalid}") from None


def deactivate() -> Change:
    """Leave the environment as it was; the defaults stay while they are another's, too. Raises `Refused`."""
    record = recorded()
    files = record.files or left_behind()
    beside = [Path(root.FOLDER, places.file_of(sys.prefix, places.INDEX_SUFFIX)), record_file()]
    if set(RECORDS.glob("*" + places.RECORD_SUFFIX)) <= {record_file()}:
        beside += [DEFAULTS, REMOVALS, REMOVED_MODULES]
    files = {path: text for path, text in files.items() if path != DEFAULTS}
    refuse_unwritable([path for path in (*files, *beside) if path.exists()])
    removed = remove(Activation(files, record.directories))
    for path in beside:
        if path.exists():
            path.unlink()
            removed.append(path)
    return Change([], removed)


def recorded() -> Activation:
    """The files and directories of earlier activations."""
    try:
        record = json.loads(record_file().read_text(encoding="utf-8"))
        files = {Path(path): str(text) for path, text in record["files"].items()}
        return Activation(files, [Path(path) for path in record["directories"]])
    except (OSError, ValueError, KeyError, AttributeError, TypeError):
        return Activation({}, [])


def left_behind() -> dict[Path, str]:
    """The files of an activation whose record is gone, with the package that wrote them."""
    found = {}
    for path in start_files(all_processes=True):
        text = path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""
        if HEAD in text or text == START_LINE:
            found[path] = text
    return found


def is_anothers(path: Path, text: str) -> bool:
    """True if a file is there already that was not written by `activate` and yet does its work. Raises `Refused`."""
    if not path.exists() or path == DEFAULTS:
        return False
    found = path.read_text(encoding="utf-8", errors="replace")
    if found == text:
        return False
    if switches.imports_reporter(str(path)):
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
    """Write a file unless it is as wanted already."""
    if path.exists() and path.read_bytes() == text.encode():
        return False
    try:
        index.replace_file(path, text.encode())
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
