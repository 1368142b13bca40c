"""Frameworks that have event loops, workers and signals of their own."""

from __future__ import annotations

from signal import SIGTERM

from tests.programs import Program

TRIO = """
import multiprocessing as mp, trio
async def nap(): await trio.sleep(0.01); return 1
def task(n): return trio.run(nap)
if __name__ == "__main__":
    with mp.get_context("{method}").Pool(2) as pool: print(pool.map(task, range(4)))
    child = mp.get_context("{method}").Process(target=task, args=(1,)); child.start(); child.join(); print(child.exitcode)
"""
BILLIARD = """
import billiard
def task(n): import colorsys; return n
if __name__ == "__main__":
    for _ in range(3):
        pool = billiard.Pool(2); print(pool.map(task, range(6))); {end}; pool.join()
"""
CELERY = """
import os, signal, tempfile
from celery import Celery
os.environ["C_FORCE_ROOT"] = "1"
with tempfile.TemporaryDirectory() as folder:
    folders = {"data_folder_in": folder, "data_folder_out": folder, "control_folder": folder + "/control"}
    app = Celery("program", broker_url="filesystem://", broker_transport_options=folders)
    @app.task(name="work")
    def work(n):
        import colorsys
        if n == 5: os.kill(os.getppid(), signal.SIGTERM)
    for n in range(6): work.delay(n)
    app.worker_main(["--quiet", "worker", "--concurrency", "2", "--loglevel", "CRITICAL"])
"""
GUNICORN = """
from gunicorn.app.base import BaseApplication
class Application(BaseApplication):
    def load_config(self):
        settings = {{"bind": "127.0.0.1:0", "workers": 1, "worker_class": "{worker}", "loglevel": "critical", "preload_app": {is_loaded_before}}}
        for name, value in settings.items(): self.cfg.set(name, value)
        self.cfg.set("post_worker_init", lambda worker: print("ready", flush=True))
    def load(self):
        import colorsys
        return print
Application().run()
"""
UVICORN = """
import os, tempfile, uvicorn
async def app(scope, receive, send):
    await receive()
    import colorsys
    for worker in range({workers}):
        try: os.mkdir(os.path.join(os.environ["STARTED"], str(worker)))
        except FileExistsError: continue
        if worker == {workers} - 1: print("ready", flush=True)
        break
    await send({{"type": "lifespan.startup.complete"}})
    await receive()
    await send({{"type": "lifespan.shutdown.complete"}})
if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as os.environ["STARTED"]:
        uvicorn.run("program:app", port=0, workers={workers}, log_level="critical", lifespan="on")
"""
LOKY = """
import loky
def task(n): import colorsys; return n * n
if __name__ == "__main__":
    with loky.get_reusable_executor(max_workers=2) as executor: print(list(executor.map(task, range(6))))
"""
DASK = """
import os
os.environ["DASK_DISTRIBUTED__LOGGING__DISTRIBUTED"] = "critical"
def task(n): import colorsys; return n * n
if __name__ == "__main__":
    from distributed import Client, LocalCluster
    with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=":0") as cluster, Client(cluster) as client:
        print(client.gather(client.map(task, range(6))))
"""
PAPERMILL = """
import json, nbformat, os, papermill, tempfile
cells = [nbformat.v4.new_code_cell(code) for code in ("import colorsys\\n1 + 1", "1 / 0")]
with tempfile.TemporaryDirectory() as folder:
    before, after = os.path.join(folder, "before.ipynb"), os.path.join(folder, "after.ipynb")
    nbformat.write(nbformat.v4.new_notebook(cells=cells), before)
    try: papermill.execute_notebook(before, after, kernel_name="python3", progress_bar=False)
    except papermill.PapermillExecutionError as error: print(error.ename)
    for cell in json.load(open(after))["cells"]:
        print([output.get("text", output.get("data")) for output in cell.get("outputs", [])][:1])
"""
GEVENT_FORK = """
from gevent import monkey; monkey.patch_all(os=False)  # gevent's own os.waitpid misses a child now and then
import gevent, os
pid = gevent.fork()
if pid == 0: gevent.sleep(0.01); import colorsys; os._exit(7)
print(os.waitpid(pid, 0)[1], len(os.listdir("/proc/self/task")))
"""
RAY = """
import os, ray, tempfile
@ray.remote
def task(n): import colorsys; return n * n
with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    ray.init(
        num_cpus=2, include_dashboard=False, log_to_driver=False, configure_logging=False,
        object_store_memory=100_000_000, _temp_dir=folder,
    )
    print(ray.get([task.remote(n) for n in range(6)]))
    ray.shutdown()
"""
QT = """
import signal, sys
from PySide6.QtCore import QCoreApplication, QProcess, QThread, QTimer
app = QCoreApplication([])
class Worker(QThread):
    def run(self): import colorsys
worker = Worker(); worker.start(); worker.wait()
child = QProcess(); child.start(sys.executable, ["-c", "import colorsys; print(7)"]); child.waitForFinished()
print(bytes(child.readAllStandardOutput()), child.exitCode())
signal.signal(signal.SIGTERM, lambda *_: app.exit(4))
timer = QTimer(); timer.timeout.connect(lambda: None); timer.start(20)
QTimer.singleShot(0, lambda: print("ready", flush=True))
sys.exit(app.exec())
"""
ANYIO = """
import anyio, sys
from anyio import to_process, to_thread
def task(n): import colorsys; return n + 1
async def main():
    print(await to_thread.run_sync(task, 1), await to_process.run_sync(task, 2))
    print((await anyio.run_process([sys.executable, "-c", "import colorsys; print(3)"])).stdout)
if __name__ == "__main__": anyio.run(main, backend="{backend}")
"""
UVLOOP_CHILD = """
import asyncio, os, sys, uvloop
async def main():
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "import colorsys; print(5)", stdout=-1)
    print(await child.communicate(), child.returncode)
    print(await asyncio.get_running_loop().run_in_executor(None, lambda: __import__("fractions").__name__))
uvloop.install(); asyncio.run(main())
print(len(os.listdir("/proc/self/fd")))
"""
NUMPY = """
import multiprocessing as mp, numpy
def task(n): import pandas; return float(pandas.Series(numpy.arange(n + 1)).sum())
if __name__ == "__main__":
    for method in ("fork", "spawn", "forkserver"):
        pool = mp.get_context(method).Pool(2); print(pool.map(task, range(6))); pool.close(); pool.join()
"""
XDIST = """
import re, subprocess, sys, tempfile
with tempfile.TemporaryDirectory() as folder:
    open(folder + "/test_it.py", "w").write("import colorsys, pytest\\n@pytest.mark.parametrize('n', range(6))\\ndef test_it(n): import fractions; assert n != 4\\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", "-n", "2", folder]
    done = subprocess.run(command, capture_output=True, text=True, cwd=folder)
    print(done.returncode, re.sub(r"[\\d.]+s", "", done.stdout.splitlines()[-1]), done.stderr)
"""

FRAMEWORKS = {
    "Ray's workers": Program(RAY, installs="ray==2.60.0", options=("-W", "ignore"), since=(3, 10)),
    "numpy and pandas in pools": Program(NUMPY, installs="pandas", options=("-W", "ignore")),
    "pytest's workers": Program(XDIST, installs="pytest-xdist", options=()),
    "a whole Celery worker": Program(CELERY, needs="celery", options=()),
    **{f"a Celery worker, {p}": Program(CELERY.replace('"--concurrency"', f'"--pool", "{p}", "--concurrency"').replace("getppid", "getpid"), needs="celery", options=()) for p in ("solo", "threads")},
    "Qt's threads, processes and a handler": Program(QT, SIGTERM, needs="PySide6", options=()),
    **{f"anyio's workers, {b}": Program(ANYIO.format(backend=b), needs="anyio", options=()) for b in ("asyncio", "trio")},
    "uvloop's child": Program(UVLOOP_CHILD, needs="uvloop", options=()),
    **{f"gunicorn, {w}": Program(GUNICORN.format(worker=w, is_loaded_before=w == "gthread"), SIGTERM, needs="gunicorn", options=()) for w in ("sync", "gthread", "gevent")},
    **{f"uvicorn, {w} workers": Program(UVICORN.format(workers=w), SIGTERM, needs="uvicorn", options=()) for w in (1, 2)},
    "loky's executor": Program(LOKY, needs="loky", options=()),
    "dask's local cluster": Program(DASK, needs="distributed", options=()),
    "papermill": Program(PAPERMILL, needs="papermill", options=()),
    "gevent's fork": Program(GEVENT_FORK, needs="gevent", options=()),
    **{f"trio in workers, {m}": Program(TRIO.format(method=m), needs="trio") for m in ("fork", "spawn", "forkserver")},
    "trio interrupted": Program("import trio\nasync def m():\n  with trio.open_signal_receiver(15) as s:\n    print('ready', flush=True)\n    async for n in s: print(n); return\ntrio.run(m)", SIGTERM, needs="trio"),
    "uvloop": Program("import asyncio, signal, uvloop\nasync def m():\n  e = asyncio.Event()\n  asyncio.get_running_loop().add_signal_handler(15, e.set)\n  print('ready', flush=True)\n  await e.wait()\nuvloop.run(m())\nprint(signal.getsignal(15))", SIGTERM, needs="uvloop"),
    "gevent": Program("from gevent import monkey\nmonkey.patch_all()\nimport gevent, threading, time\nt = threading.Thread(target=print, args=(1,))\nt.start()\nt.join()\ngevent.joinall([gevent.spawn(time.sleep, 0.01) for _ in range(9)])\nprint('ready', flush=True)\ntime.sleep(60)", SIGTERM, needs="gevent", options=()),
    "Qt's loop": Program("from PySide6.QtCore import QCoreApplication\na = QCoreApplication([])\nprint('ready', flush=True)\na.exec()", SIGTERM, needs="PySide6", options=()),
    "celery's pool, closed": Program(BILLIARD.format(end="pool.close()"), needs="billiard", options=()),
    "celery's pool, terminated": Program(BILLIARD.format(end="pool.terminate()"), needs="billiard", options=()),
    "IPython's start": Program("import IPython\nIPython.start_ipython(argv=['--no-banner', '--colors=NoColor', '--simple-prompt', '-c', 'import colorsys; print(1)'])", needs="IPython", options=()),
}  # fmt: skip
