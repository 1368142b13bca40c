"""Run by an environment's Python: which distributions import sets really use, and which each reporter names.

In: a folder with the original from PyPI and what it requires; state of the index → a folder with an index in it.
Out: a JSON document, an entry an import set. Each set is imported in a child of its own. The truth is told by
`importlib.metadata` alone: whose list of files holds the file of a module that the child has imported.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import json
import os
import random
import re
import signal
import sys
from types import ModuleType
from typing import Any

SETS = 160
FAILS_AFTER_S = 120
LATE_OR_LOUD = {"antigravity", "this", "pip", "test", "tests"}


def load_original(folder: str) -> ModuleType:
    """The original under a name of its own, as ours has the same; with its requirements part of the baseline."""
    sys.path.append(folder)
    path = os.path.join(folder, "popularity_contest", "reporter.py")
    spec = importlib.util.spec_from_file_location("original", path)
    if spec is None or spec.loader is None:
        raise ImportError(path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.path.remove(folder)
    packages = module.get_all_packages()
    module.get_all_packages = lambda: packages  # type: ignore[attr-defined]
    return module


def normalized(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def owners_by_file() -> dict[str, set[str]]:
    """Real path of a file → the distributions that list it."""
    owners: dict[str, set[str]] = {}
    for distribution in importlib.metadata.distributions():
        for file in distribution.files or ():
            path = os.path.normpath(str(distribution.locate_file(file)))
            owners.setdefault(path, set()).add(normalized(distribution.metadata["Name"]))
    return owners


def import_sets() -> list[list[str]]:
    """What each distribution can be imported as; then mixtures of these and of modules inside them, always the same."""
    alone = []
    inside: list[str] = []
    for distribution in sorted(importlib.metadata.distributions(), key=lambda one: one.metadata["Name"]):
        modules = sorted(
            str(file)[: -len(suffix)].replace("/", ".")
            for file in distribution.files or ()
            for suffix in ("/__init__.py", ".py")
            if str(file).endswith(suffix) and re.fullmatch(r"(\w+/)*\w+", str(file)[: -len(suffix)])
        )
        modules = [name for name in modules if LATE_OR_LOUD.isdisjoint(name.split(".")) and "__" not in name]
        inside += modules
        tops = [name for name in modules if "." not in name][:4]
        if tops:
            alone.append(tops)
    draw = random.Random(13)
    mixed = []
    while len(alone) + len(mixed) < SETS:
        tops = [name for names in draw.sample(alone, draw.randint(2, 5)) for name in names]
        mixed.append(tops + draw.sample(inside, 6))
    return alone + mixed


def is_whole(name: str) -> bool:
    """Whether the packages of a module are there: what an import that failed has left is no use."""
    parts = name.split(".")
    return all(".".join(parts[:length]) in sys.modules for length in range(1, len(parts)))


def answer(
    names: list[str], owners: dict[str, set[str]], process: Any, original: ModuleType, indexes: dict[str, str]
) -> dict[str, list[str]]:
    """Import a set, and ask everybody."""
    root = sys.modules["popularity_contest"]
    for name in names:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit):
            pass
    before = set(process.before)
    new = {name for name in set(sys.modules) - before if is_whole(name)}
    files = (getattr(sys.modules[name], "__file__", None) for name in new)
    found: dict[str, list[str]] = {
        "truth": sorted({owner for file in files if isinstance(file, str) for owner in owners.get(file, ())})
    }
    named = original.get_used_libraries(before, before | new)
    found["original"] = sorted(map(normalized, named))
    prefix = process.settings.prefix + "."
    for state, folder in indexes.items():
        root.FOLDER = folder  # type: ignore[attr-defined]
        process.said.clear()
        process.since.clear()
        lines = process.news()
        assert process.settings.incomplete_line() not in process.said
        found[state] = sorted(line[len(prefix) :].partition(":")[0] for line in lines if line.startswith(prefix))
    return found


def start(*arguments: Any) -> tuple[int, int]:
    """Have a child say what `answer` says. Returns its id and the pipe's end to read."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        signal.alarm(FAILS_AFTER_S)
        silence = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(silence, descriptor)
        with open(write, "w", encoding="utf-8") as pipe:
            json.dump(answer(*arguments), pipe)
        os._exit(0)
    os.close(write)
    return child, read


def finish(child: int, read: int) -> Any:
    """What the child said: nothing, where its imports have ended it."""
    with open(read, encoding="utf-8") as pipe:
        text = pipe.read()
    os.waitpid(child, 0)
    return json.loads(text) if text else {}


def main() -> None:
    from popularity_contest import reporter  # the baseline holds all that stands above

    owners, original, indexes = owners_by_file(), load_original(sys.argv[1]), json.loads(sys.argv[2])
    process = reporter.current()
    started = []
    answers = []
    for names in import_sets():
        started.append((names, start(names, owners, process, original, indexes)))
        if len(started) >= (os.cpu_count() or 1):
            names, child = started.pop(0)
            answers.append({"imports": names, **finish(*child)})
    answers += [{"imports": names, **finish(*child)} for names, child in started]
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
