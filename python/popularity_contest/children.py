"""The reporter in forked workers of multiprocessing and Celery, which leave by `os._exit`: no exit hook runs in them.

In: a process that was forked just now. Out: its last report, by what the package that forked it calls in a worker that
ends in order: a finalizer, or Celery's own signal.
"""

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterable

    from popularity_contest.reporter import Process


def follow(process: "Process", modules: "Iterable[str]") -> None:
    """Have these modules, where they are loaded, register the finalizer once they have cleared those of the parent."""
    for name in modules:
        util = sys.modules.get(name)
        if util is not None:
            util.register_after_fork(
                process, lambda process, finalize=util.Finalize: finalize(None, process.finish, exitpriority=-100)
            )
    celery = sys.modules.get("celery.signals")
    if celery is not None:
        celery.worker_process_shutdown.connect(lambda **_: process.finish(), weak=False)
