"""The reporter in IPython: one hook, after each cell.

In: a process that has imported IPython. Out: the hook, if there is a shell; and counting begins anew if IPython is
the program itself, so that its own packages are not counted as the user's.
"""

import os
import sys

import popularity_contest as root

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType

    from popularity_contest.reporter import Process


def follow(process: "Process") -> None:
    """Send after each cell from now on."""
    shell = sys.modules["IPython.core.getipython"].get_ipython()
    if shell is not None:
        process.follows_ipython = True
        if is_the_program():
            process.begin()
        if os.path.exists(root.REMOVALS):
            process.notice = root.load("notices").Notices(process, shell).follow
        shell.events.register("post_run_cell", process.after_cell)


def is_the_program() -> bool:
    """True if IPython or a kernel is the program itself, and was not started by a script."""
    frame: "FrameType | None" = sys._getframe()
    program = ""
    while frame is not None:
        if frame.f_globals.get("__name__") == "__main__":
            program = frame.f_code.co_filename  # the outermost counts
        frame = frame.f_back
    name = os.sep.join(program.split(os.sep)[-2:]).lower()
    prefixes = (sys.prefix + os.sep, sys.base_prefix + os.sep)
    is_installed = program.startswith(prefixes) or "-packages" + os.sep in program
    return os.path.basename(name).startswith(("ipython", "ipykernel")) or (
        is_installed and ("ipython" in name or "kernel" in name)
    )
