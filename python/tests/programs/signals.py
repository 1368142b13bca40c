"""Signals: dispositions, handlers in each usual way, the time to die."""

from __future__ import annotations

from signal import SIGHUP, SIGINT, SIGTERM, SIGUSR1

from tests.programs import PROBE, SLEEP, Program

CHAIN = """
import os, signal
before = signal.getsignal(signal.SIGTERM)
def handler(number, frame):
    print("cleanup", flush=True)
    if callable(before): return before(number, frame)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.kill(os.getpid(), number)
signal.signal(signal.SIGTERM, handler)
"""
WHERE_NONE = """
import os, signal
if signal.getsignal(signal.SIGTERM) in (None, signal.SIG_DFL):
    signal.signal(signal.SIGTERM, lambda *_: (print("saved", flush=True), os._exit(0)))
"""
ASYNC = """
import asyncio, signal
async def main():
    loop, end = asyncio.get_running_loop(), asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, end.set)
    print("ready", flush=True)
    await end.wait()
    loop.remove_signal_handler(signal.SIGTERM)
    print(signal.getsignal(signal.SIGTERM), signal.set_wakeup_fd(-1))
asyncio.run(main())
"""
READY = "print('ready', flush=True)\n"

SIGNALS = {
    "what is seen": Program(PROBE + "probe()", is_core=True),
    "what is seen in a thread": Program(PROBE + "t = threading.Thread(target=probe)\nt.start()\nt.join()"),
    "what is seen after an import": Program(PROBE + "import json, colorsys\nprobe()"),
    "terminated while it sleeps": Program(SLEEP, SIGTERM, is_core=True),
    "terminated while it waits for a lock": Program("import threading\n" + READY + "threading.Event().wait(60)", SIGTERM),
    "terminated while it computes": Program(READY + "while True: pass", SIGTERM),
    "terminated while busy in C": Program(READY + "sum(range(10**12))", SIGTERM, is_core=True),
    "terminated in a query": Program(
        "import sqlite3\nd = sqlite3.connect(':memory:')\n" + READY +
        "d.execute('with recursive c(x) as (select 1 union all select x+1 from c limit 1000000000) select count(*) from c')",
        SIGTERM,
    ),
    "terminated in select": Program("import select\n" + READY + "select.select([], [], [], 60)", SIGTERM),
    "terminated in accept": Program(
        "import socket\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\ns.listen()\n" + READY + "s.accept()", SIGTERM
    ),
    "hung up": Program(SLEEP, SIGHUP),
    "interrupted": Program(SLEEP, SIGINT, is_core=True),
    "interrupted, and caught": Program("try:" + SLEEP.replace("\n", "\n  ") + "\nexcept KeyboardInterrupt: print('caught')", SIGINT),
    "a handler that exits": Program("import signal\nsignal.signal(15, lambda *_: exit(8))" + SLEEP, SIGTERM, is_core=True),
    "a handler that raises": Program("import signal\ndef h(*_): raise OSError('h')\nsignal.signal(15, h)" + SLEEP, SIGTERM),
    "a handler that leaves": Program("import os, signal\nsignal.signal(15, lambda *_: os._exit(7))" + SLEEP, SIGTERM),
    "a handler that calls the one before": Program(CHAIN + SLEEP, SIGTERM, is_core=True),
    "a handler only where there is none": Program(WHERE_NONE + SLEEP, SIGTERM, is_core=True),
    "a handler set twice": Program(
        "import signal\nprint(signal.signal(15, lambda *_: 0), signal.signal(15, signal.SIG_DFL) and 1)" + SLEEP, SIGTERM
    ),
    "ignored": Program("import os, signal\nprint(signal.signal(15, signal.SIG_IGN))\nos.kill(os.getpid(), 15)\nprint('on')"),
    "reset": Program("import signal\nsignal.signal(15, signal.SIG_DFL)" + SLEEP, SIGTERM),
    "blocked, then taken": Program(
        "import os, signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [15])\nos.kill(os.getpid(), 15)\n"
        "print(signal.sigpending(), signal.sigwait([15]))", is_core=True,
    ),
    "faulthandler for a signal": Program(
        "import faulthandler, signal, os\nfaulthandler.register(10, file=open(os.devnull, 'w'))\nos.kill(os.getpid(), 10)\nprint('on')",
        options=(),
    ),
    "a wakeup descriptor": Program(
        "import os, signal\nr, w = os.pipe()\nos.set_blocking(w, False)\nprint(signal.set_wakeup_fd(w))\n"
        "signal.signal(10, lambda *_: None)\nos.kill(os.getpid(), 10)\nprint(os.read(r, 9))\nprint(signal.set_wakeup_fd(-1) == w)"
    ),
    "an alarm": Program("import signal, time\nsignal.setitimer(signal.ITIMER_REAL, 0.2)\ntime.sleep(60)"),
    "a profiling timer": Program(
        "import signal\nn = []\nsignal.signal(signal.SIGPROF, lambda *_: n.append(1))\n"
        "signal.setitimer(signal.ITIMER_PROF, 0.01, 0.01)\nwhile len(n) < 5: pass\nsignal.setitimer(signal.ITIMER_PROF, 0)\nprint('five')"
    ),
    "a user's signal": Program(SLEEP, SIGUSR1),
    "a child's end": Program(
        "import os, signal, time\nseen = []\nsignal.signal(signal.SIGCHLD, lambda *_: seen.append(1))\n"
        "if os.fork() == 0: os._exit(0)\nwhile not seen: time.sleep(0.01)\nprint(len(seen))"
    ),
    "asyncio's handler": Program(ASYNC, SIGTERM, is_core=True),
    "asyncio interrupted": Program("import asyncio\nasync def m():\n  print('ready', flush=True)\n  await asyncio.sleep(60)\nasyncio.run(m())", SIGINT, options=()),
    "a child terminated": Program(
        "import subprocess, sys\np = subprocess.Popen([sys.executable, '-c', 'import time; print(1, flush=True); time.sleep(60)'], stdout=-1)\n"
        "p.stdout.readline()\np.terminate()\np.stdout.close()\nprint(p.wait())"
    ),
}  # fmt: skip
