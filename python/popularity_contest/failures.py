"""Which distributions' imports an exception has ended.

In: an exception, as it ended a cell or the program. Out: distributions of the shared installation whose import failed
by it, and of which nothing else was imported. A name that was not found at all is no distribution's failure; an
interrupt and a lack of memory are nobody's.
"""

import os
import sys

import popularity_contest as root
from popularity_contest.places import below

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType, TracebackType
    from typing import Iterator

    from popularity_contest.installation import Installation
    from popularity_contest.reporter import Process


def note(error: BaseException, process: "Process") -> None:
    """Note the lines of those for the next report of the process; of a program, also what it missed."""
    names = {pair[process.settings.which] for pair in failed_imports(error, process)}
    process.noted += [process.settings.line_of("failed_import", name) for name in sorted(names)]
    if not process.follows_ipython and os.path.exists(root.REMOVED_MODULES):
        root.load("metadata", "missed").note(error, process)


def failed_imports(error: BaseException, process: "Process") -> "set[tuple[str, str]]":
    """Distribution and import name of each."""
    if not isinstance(error, Exception) or isinstance(error, MemoryError):
        return set()
    installation = process.installation()
    failed = {name: module for name, module in unfinished(error, installation) if name not in process.modules}
    tops = root.by_top_level(failed)
    if not tops:
        return set()
    loaded = root.by_top_level(list(process.modules))
    imported = installation.distributions({top: loaded.get(top, []) for top in tops})
    installation.modules = {**process.modules, **failed}
    known = {distribution for distribution, _ in imported}
    return {pair for pair in installation.distributions(tops) if pair[0] not in known}


def unfinished(error: Exception, installation: "Installation") -> "Iterator[tuple[str, ModuleType]]":
    """The modules that the exception came through before they were whole, from the outermost in.

    One that ran is in the traceback by its own frame. Of what did not get that far, the error says where it lies: a
    native module that cannot be loaded, or source that cannot be compiled.
    """
    trace: "TracebackType | None" = error.__traceback__
    while trace is not None:
        namespace: "dict[str, object]" = trace.tb_frame.f_globals
        name = namespace.get("__name__")
        # A program that is run, not imported, has another name than its spec, or no spec.
        if trace.tb_frame.f_code.co_name == "<module>" and getattr(namespace.get("__spec__"), "name", None) == name:
            module = type(sys)(str(name))
            module.__spec__, module.__file__ = namespace["__spec__"], namespace.get("__file__")  # type: ignore[assignment]
            yield module.__name__, module
        trace = trace.tb_next
    if isinstance(error, ImportError) and error.name and error.path:
        yield error.name, stand_in(error.name, error.path)
    if isinstance(error, SyntaxError) and error.filename:
        for name in module_names(error.filename, installation):
            yield name, stand_in(name, error.filename)


def stand_in(name: str, file: str) -> "ModuleType":
    """A module that says that it lies in a file."""
    module = type(sys)(name)
    module.__file__ = file
    return module


def module_names(file: str, installation: "Installation") -> "Iterator[str]":
    """The name by which a file would be imported, from the innermost directory of the search path that it is in."""
    for entry in sorted(installation.entries(), key=len, reverse=True):
        if entry and below(file, entry) and file.endswith(".py"):
            parts = file[len(entry) : -len(".py")].strip("/\\").replace("\\", "/").split("/")
            yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            return
