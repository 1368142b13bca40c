"""A report in the middle of a process that may be ended by force: `PYTHON_POPCONTEST_EARLY_S`.

In: seconds, and what reports. Out: one call of it from a thread that `threading` does not know. The thread ends then,
or before a fork or at exit, where `end` returns when it is no longer seen among the process's tasks.
"""

import _thread
import os

from popularity_contest import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Callable

GONE_WITHIN_S = 1.0
"""`end` waits no longer for the thread, which may be in the middle of a report."""


class Early:
    """Calls `report` once, `seconds` from now, unless it is ended before."""

    def __init__(self, seconds: int, report: "Callable[[], None]") -> None:
        self._wake = _thread.allocate_lock()
        self._wake.acquire()
        self._returned = _thread.allocate_lock()
        self._returned.acquire()
        self._task = 0
        self._seconds = seconds
        self._report = report
        _thread.start_new_thread(self._run, ())

    def end(self) -> None:
        """End the thread if it is still there."""
        self._wake.release()
        until = monotonic() + GONE_WITHIN_S
        self._returned.acquire(True, GONE_WITHIN_S)
        while self._task and os.path.exists("/proc/self/task/%d" % self._task) and monotonic() < until:
            pass

    def _run(self) -> None:
        try:
            self._task = _thread.get_native_id()
            if not self._wake.acquire(True, self._seconds):
                self._report()
        except BaseException:
            pass  # reported, if at all, by the exit hook
        finally:
            self._returned.release()
