"""Forks, pools in every start method over many rounds, executors, threads that fork."""

from __future__ import annotations

from tests.programs import PROBE, Program

MAIN = "import multiprocessing as mp, os, signal, sys, threading, time\n"
METHODS = ("fork", "spawn", "forkserver")
WAKEUP = """
def init(): signal.set_wakeup_fd(-1)
if __name__ == "__main__":
    for _ in range({rounds}):
        with mp.get_context("{method}").Pool(4, init) as pool: pool.map(abs, range(8), chunksize=1)
    print("done")
"""
HANDLED = """
import asyncio
async def use():
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGUSR1, print)
    loop.remove_signal_handler(signal.SIGUSR1)
def task(n):
    asyncio.run(use())
    return n
if __name__ == "__main__":
    for _ in range(40):
        with mp.get_context("fork").Pool(4) as pool: pool.map(task, range(8), chunksize=1)
    print("done")
"""
PROBED = """
def task(n): probe()
if __name__ == "__main__":
    context = mp.get_context("{method}")
    child = context.Process(target=task, args=(1,), daemon={daemon})
    child.start(); child.join(); print(child.exitcode)
    with context.Pool(1) as pool: pool.map(task, [1])
"""
FORKING = """
def task():
    pid = os.fork()
    if pid == 0: os._exit(3)
    print(os.WEXITSTATUS(os.waitpid(pid, 0)[1]), len(os.listdir("/proc/self/task")), flush=True)
if __name__ == "__main__":
    child = mp.get_context("{method}").Process(target=task)
    child.start(); child.join(); print(child.exitcode)
"""
TERMINATED = """
def task(started): import colorsys; started.set(); time.sleep(60)
if __name__ == "__main__":
    context = mp.get_context("{method}")
    for n in range(4):
        started = context.Event()
        child = context.Process(target=task, args=(started,), daemon=bool(n % 2))
        child.start(); n and started.wait(); child.terminate(); child.join(20)
        print(child.exitcode, flush=True); child.kill()
"""
EXECUTOR = """
import concurrent.futures
def task(n): import colorsys; return n * n
if __name__ == "__main__":
    with concurrent.futures.ProcessPoolExecutor(2, mp_context=mp.get_context("{method}")) as executor:
        print(list(executor.map(task, range(9))))
"""
RENEWED = """
def task(n): import colorsys; return n
if __name__ == "__main__":
    for _ in range(5):
        with mp.get_context("{method}").Pool(2, maxtasksperchild=2) as pool: print(pool.map(task, range(8), chunksize=1))
"""
ENDED = """
def task(n): return n
if __name__ == "__main__":
    pool = mp.get_context("{method}").Pool(2); print(pool.map(task, range(9))); pool.close(); pool.join()
    with mp.get_context("{method}").Manager() as manager: shared = manager.list([1]); shared.append(2); print(list(shared))
"""
FORK = "import os, sys, threading\ndef fork(end):\n  pid = os.fork()\n  if pid == 0: end()\n  print(os.waitpid(pid, 0)[1])\n"
THREADS = """
def work(n):
    pid = os.fork()
    if pid == 0:
        import colorsys
        thread = threading.Thread(target=int); thread.start(); thread.join()
        {end}
    ended[n] = os.waitpid(pid, 0)[1]
ended = {{}}
threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
[thread.start() for thread in threads]; [thread.join() for thread in threads]
print(sorted(ended.items()))
"""
IN_HANDLER = """
def fork(*_):
    pid = os.fork()
    if pid == 0: os._exit(5)
    print(os.waitpid(pid, 0)[1], flush=True)
    import colorsys
signal.signal(signal.SIGUSR1, fork)
for _ in range(5): os.kill(os.getpid(), signal.SIGUSR1)
"""
NESTED = """
def inner(n): import wave; return n
def outer(queue):
    pool = mp.get_context("fork").Pool(2); queue.put(pool.map(inner, [1, 2])); pool.close(); pool.join()
if __name__ == "__main__":
    context = mp.get_context("spawn"); queue = context.Queue()
    child = context.Process(target=outer, args=(queue,)); child.start(); print(queue.get()); child.join(); print(child.exitcode)
"""

CHILDREN = {
    **{f"a pool whose workers reset the wakeup fd, {m}": Program(MAIN + WAKEUP.format(method=m, rounds=r), options=(), is_core=m == "fork")
       for m, r in zip(METHODS, (60, 3, 6))},
    "a pool whose tasks handle signals": Program(MAIN + HANDLED, options=()),
    **{f"what a child sees, {m}": Program(MAIN + PROBE + PROBED.format(method=m, daemon=False), is_core=True) for m in METHODS},
    "what a daemon sees, spawn": Program(MAIN + PROBE + PROBED.format(method="spawn", daemon=True)),
    **{f"a child that forks, {m}": Program(MAIN + FORKING.format(method=m), is_core=m == "spawn") for m in METHODS},
    **{f"a child terminated, {m}": Program(MAIN + TERMINATED.format(method=m)) for m in METHODS},
    **{f"an executor, {m}": Program(MAIN + EXECUTOR.format(method=m), options=()) for m in METHODS},
    **{f"a pool that renews its workers, {m}": Program(MAIN + RENEWED.format(method=m), options=("-W", "ignore")) for m in METHODS},
    **{f"a pool closed, a manager, {m}": Program(MAIN + ENDED.format(method=m)) for m in METHODS},
    "a fork that exits": Program(FORK + "fork(lambda: sys.exit(3))", is_core=True),
    "a fork that leaves": Program(FORK + "fork(lambda: os._exit(4))"),
    "a fork that fails": Program(FORK + "fork(lambda: 1/0)"),
    "a fork after an import": Program(FORK + "import colorsys\nfork(lambda: os._exit(len(os.listdir('/proc/self/task'))))"),
    "a double fork": Program(FORK + "fork(lambda: fork(lambda: os._exit(0)) or os._exit(0))"),
    "a fork that execs": Program(FORK + "fork(lambda: os.execv('/bin/sh', ['sh', '-c', 'exit 6']))"),
    "a fork from a thread": Program(FORK + "t = threading.Thread(target=fork, args=(lambda: os._exit(5),))\nt.start()\nt.join()", options=("-W", "ignore"), is_core=True),
    **{f"forks from many threads: {end}": Program(MAIN + THREADS.format(end=end), options=("-W", "ignore"))
       for end in ("os._exit(3)", "sys.exit()", "os.kill(os.getpid(), 9)", "os.execv('/bin/true', ['true'])")},
    "a fork in a signal's handler": Program(MAIN + IN_HANDLER, options=("-W", "ignore")),
    "a pool in a child": Program(MAIN + NESTED, options=("-W", "ignore")),
    "many forks": Program("import os\nfor _ in range(60):\n  if os.fork() == 0: os._exit(0)\nfor _ in range(60): os.wait()\nprint('all')"),
    "a fork hook of the program": Program("import os\nos.register_at_fork(before=lambda: print('b', flush=True), after_in_child=lambda: print('c', flush=True))\nif os.fork() == 0: os._exit(0)\nos.wait()"),
    "a terminal of its own": Program("import os, pty\npid, fd = pty.fork()\nif pid == 0: os._exit(0)\nprint(os.waitpid(pid, 0)[1])"),
    "posix_spawn": Program("import os\nprint(os.waitpid(os.posix_spawn('/bin/false', ['false'], {}), 0)[1])"),
    "subprocess": Program("import subprocess, sys\nprint(subprocess.run([sys.executable, '-c', 'import colorsys; exit(3)']).returncode)"),
    "unshare": Program("import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nprint(libc.unshare(0x10000000), ctypes.get_errno())", is_core=True),
    "a thread's own namespace": Program("import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\nprint(libc.unshare(0x00020000), ctypes.get_errno())"),
}  # fmt: skip
