"""For want of which package on the list of removals a cell or a program has failed.

In: the exception that ended it; and for a program, what `activate` has written beside this file, a line
`package module …` for each package on the list: at an exit no JSON is read, for the person may have a `json.py`.
"""

import popularity_contest as root
from popularity_contest.metadata import normalize_name
from popularity_contest.places import is_trusted, read

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import TracebackType
    from typing import Iterator

    from popularity_contest.reporter import Process

MAX_BYTES = 256 * 1024
MAX_CAUSES = 20


def note(error: BaseException, process: "Process") -> None:
    """Note, for the last report of a program, the line of the first package that it missed."""
    absent = absent_modules(error) - process.modules.keys()
    data = read(root.REMOVED_MODULES, MAX_BYTES) if absent and is_trusted(root.REMOVED_MODULES) else None
    for line in data.decode().split("\n") if data else ():
        package, *modules = line.split(" ")
        if not absent.isdisjoint(modules) and package and normalize_name(package) == package:
            process.noted.append(process.settings.line_of("missed_package", package))
            return


def absent_modules(error: "BaseException | None") -> "set[str]":
    """Names of the modules for want of which an import failed, also where an exception in other words came of it."""
    absent = set()
    for cause in causes(error):
        if isinstance(cause, ImportError) and cause.name:
            if isinstance(cause, ModuleNotFoundError):
                absent.add(cause.name)
            absent.update(parts_named(cause.name, cause.__traceback__))
    return absent


def parts_named(name: str, trace: "TracebackType | None") -> "Iterator[str]":
    """The parts of a package that the failed code names: of a namespace that is missing, one of them was wanted."""
    while trace is not None:
        code = trace.tb_frame.f_code
        for value in (*code.co_names, *code.co_consts):
            if type(value) is str and value.startswith(name + "."):
                yield value
            elif type(value) is tuple and name in code.co_names:  # `from name import these`
                yield from (f"{name}.{part}" for part in value if type(part) is str)
        trace = trace.tb_next


def causes(error: "BaseException | None") -> "Iterator[BaseException]":
    """An exception and those that its traceback shows before it."""
    for _ in range(MAX_CAUSES):
        if error is None:
            return
        yield error
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
