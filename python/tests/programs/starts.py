"""How a program is started, and what it starts: options, archives, prompts, children of each kind."""

from __future__ import annotations

from tests.programs import Program

ARCHIVE = """
import os, subprocess, sys, tempfile, zipfile
with tempfile.TemporaryDirectory() as folder:
    archive = os.path.join(folder, "app.pyz")
    with zipfile.ZipFile(archive, "w") as app:
        app.writestr("__main__.py", "import inside; print(inside.x)")
        app.writestr("inside.py", "x = 3")
    print(subprocess.run([sys.executable, archive]).returncode)
"""
GRANDCHILD = """
import os
if os.fork() == 0:
    if os.fork() == 0: os._exit(0)
    os.wait()
    import colorsys
    raise SystemExit(3)
print(os.wait()[1])
"""
DAEMON = """
import os
r, w = os.pipe()
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import colorsys
        os.write(w, b"from a daemon")
    os._exit(0)
os.wait()
print(os.read(r, 99))
"""
ASYNC = """
import asyncio, sys
async def main():
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "import colorsys; print(3)", stdout=-1)
    print(await child.communicate(), child.returncode)
asyncio.run(main())
"""
PREEXEC = "import os, subprocess\nprint(subprocess.run(['/bin/echo'], preexec_fn=lambda: {}).returncode)"
CODES = """
import multiprocessing as mp, sys
if __name__ == "__main__":
    for method in ("fork", "spawn", "forkserver"):
        for code in (0, 5, "text", None):
            child = mp.get_context(method).Process(target=sys.exit, args=(code,))
            child.start(); child.join(); print(child.exitcode, flush=True)
"""
BROKEN = """
import concurrent.futures, multiprocessing as mp, os
if __name__ == "__main__":
    for method in ("fork", "spawn", "forkserver"):
        with concurrent.futures.ProcessPoolExecutor(1, mp_context=mp.get_context(method)) as executor:
            try: executor.submit(os._exit, 3).result()
            except concurrent.futures.process.BrokenProcessPool: print("broken")
"""

STARTS = {
    "a prompt after it": Program("import colorsys\nx = 1", typed="print(x)\nexit(4)\n", options=("-i", "-q")),
    "a prompt in it": Program("import code\ncode.interact(banner='')", typed="import colorsys\n1/0\nprint(2)\n", options=()),
    "a debugger": Program("import colorsys\nprint(1)", typed="n\nn\nc\nq\n", options=("-m", "pdb")),
    "counted by trace": Program("import colorsys\nprint(1)", options=("-m", "trace", "--count", "--summary", "-C", "counts")),
    "no site": Program("import sys\nprint(sys.flags.no_site)", options=("-S", "-W", "error")),
    "no variables": Program("import sys\nprint(sys.flags.ignore_environment)", options=("-E", "-W", "error")),
    "no frozen modules": Program("import os\nprint(os.__file__[-5:])", options=("-X", "frozen_modules=off"), since=(3, 11)),
    "no directory of its own": Program("import sys\nprint(sys.flags.safe_path)", options=("-P", "-W", "error"), since=(3, 11)),
    "traced allocations": Program("import tracemalloc\nprint(tracemalloc.is_tracing())", options=("-X", "tracemalloc=5")),
    "run as a module": Program("import runpy\nrunpy.run_module('colorsys', run_name='__main__')\nprint(1)"),
    "an archive": Program(ARCHIVE),
    "a spawned Python": Program("import os, sys\nprint(os.waitpid(os.posix_spawn(sys.executable, [sys.executable, '-c', 'import colorsys; print(7)'], os.environ), 0)[1])"),
    "an asyncio child": Program(ASYNC, options=("-W", "ignore")),
    **{f"code before exec that {does}": Program(PREEXEC.format(code), options=("-W", "ignore")) for does, code in {"sets": "os.setpgrp()", "imports": "__import__('colorsys')"}.items()},
    "a grandchild": Program(GRANDCHILD, options=("-W", "ignore")),
    "a daemon": Program(DAEMON, options=("-W", "ignore")),
    "a child's exit codes": Program(CODES, options=("-W", "ignore")),
    "an executor that breaks": Program(BROKEN, options=("-W", "ignore")),
}  # fmt: skip
