"""How a process ends: exit codes, exit handlers, exhausted limits, closed descriptors."""

from __future__ import annotations

from tests.programs import Program

ENDS = {
    "nothing": Program("", is_core=True),
    "output on both streams": Program("import sys\nprint('out')\nprint('err', file=sys.stderr)"),
    "exit 3": Program("raise SystemExit(3)", is_core=True),
    "exit with a text": Program("raise SystemExit('no')"),
    "a traceback": Program("def f(): 1/0\nf()", is_core=True),
    "ctrl-C raised": Program("raise KeyboardInterrupt"),
    "os._exit": Program("import os\nos._exit(4)", is_core=True),
    "abort": Program("import os\nos.abort()"),
    "a crash in C": Program("import faulthandler\nfaulthandler._sigsegv()"),
    "execv": Program("import os\nos.execv('/bin/sh', ['sh', '-c', 'ls /proc/self/fd | wc -l; exit 5'])", is_core=True),
    "execv of Python": Program("import os, sys\nos.execv(sys.executable, [sys.executable, '-c', 'print(6)'])"),
    "execv in a thread": Program(
        "import os, threading, time\n"
        "threading.Thread(target=lambda: os.execv('/bin/true', ['true'])).start()\ntime.sleep(5)"
    ),
    "exit handlers in order": Program(
        "import atexit\nfor n in range(3): atexit.register(print, n)\n"
        "atexit.register(lambda: atexit.register(print, 'late'))", is_core=True,
    ),
    "an exit handler that raises": Program("import atexit\natexit.register(lambda: 1/0)", is_core=True),
    "an exit handler that exits": Program("import atexit\ndef end(): raise SystemExit(9)\natexit.register(end)"),
    "an exit handler that imports": Program("import atexit\natexit.register(lambda: __import__('colorsys') and print('in'))"),
    "an exit handler that forks": Program(
        "import atexit, os\ndef end():\n  pid = os.fork()\n  if pid == 0: os._exit(7)\n"
        "  print(os.WEXITSTATUS(os.waitpid(pid, 0)[1]))\natexit.register(end)"
    ),
    "exit handlers cleared": Program("import atexit\natexit.register(print, 'never')\natexit._clear()"),
    "exit handlers run early": Program("import atexit\natexit.register(print, 'once')\natexit._run_exitfuncs()\nprint('on')"),
    "an exit handler that unregisters": Program("import atexit\natexit.register(print, 'x')\natexit.unregister(print)"),
    "execv at the end": Program("import atexit, os\natexit.register(lambda: os.execv('/bin/echo', ['echo', 'bye']))"),
    "killed at the end": Program("import atexit, os\natexit.register(lambda: os.kill(os.getpid(), 15))"),
    "weak references at the end": Program(
        "import weakref\nclass A: pass\na = A()\nweakref.finalize(a, print, 'gone')"
    ),
    "a fault in __del__": Program("class A:\n  def __del__(self): 1/0\na = A()\na.self = a"),
    "a daemon thread": Program("import threading, time\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()"),
    "a thread that ends last": Program(
        "import threading, time\nthreading.Thread(target=lambda: (time.sleep(0.3), print('last'))).start()\nprint('first')"
    ),
    "an exception in a thread": Program("import threading\nt = threading.Thread(target=lambda: 1/0, name='t')\nt.start()\nt.join()"),
    "standard streams closed": Program("import sys\nsys.stdout.close()\nsys.stderr.close()"),
    "descriptors 0 to 2 closed": Program("import os\nfor n in (0, 1, 2): os.close(n)", is_core=True),
    "all descriptors closed": Program("import os\nos.closerange(0, 256)"),
    "a broken pipe": Program(
        "import os\nr, w = os.pipe()\nos.close(r)\nos.dup2(w, 1)\nprint('x' * 100000)"
    ),
    "no descriptors left": Program(
        "import os, resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))\n"
        "try:\n  while True: os.dup(0)\nexcept OSError as full: print(full)", is_core=True,
    ),
    "no file may grow": Program("import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))\nprint(1)"),
    "no memory left": Program(
        "import resource\nresource.setrlimit(resource.RLIMIT_AS, (2**28, 2**28))\n"
        "try: bytearray(2**30)\nexcept MemoryError: print('full')"
    ),
    "no stack for children": Program("import resource\nresource.setrlimit(resource.RLIMIT_NPROC, (1, 1))\nprint(2)"),
    "the CPU's limit": Program("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (1, 2))\nwhile True: pass"),
    "the last byte of memory": Program(
        "import resource\npages = int(open('/proc/self/statm').read().split()[0])\n"
        "resource.setrlimit(resource.RLIMIT_AS, (pages * 4096 + 65536,) * 2)\nkept = []\n"
        "try:\n  while True: kept.append(bytes(100))\nexcept MemoryError: del kept; print('full')",
        options=("-W", "ignore"),
    ),
    "no descriptor but three": Program("import resource\nresource.setrlimit(resource.RLIMIT_NOFILE, (3, 3))\nprint(1)"),
    "recursion at the end": Program("import sys\nsys.setrecursionlimit(60)\ndef f(): f()\ntry: f()\nexcept RecursionError: print('deep')"),
    "modules cleared": Program("import sys\nsys.modules.clear()"),
    "the path cleared": Program("import sys\nsys.path.clear()\nsys.meta_path.clear()"),
    "the environment cleared": Program("import os\nos.environ.clear()"),
    "a directory that is gone": Program("import os, tempfile\nd = tempfile.mkdtemp()\nos.chdir(d)\nos.rmdir(d)"),
    "a root directory of its own": Program("import os, tempfile\nos.getuid() or os.chroot(tempfile.mkdtemp())"),
    "a huge environment": Program("import os\nfor n in range(4000): os.environ['X%d' % n] = 'y' * 100\nos.environb[b'PYTHON_POPCONTEST_\\xff'] = b'\\xff'"),
    "a path that is no text": Program(
        "import os, sys, tempfile\nd = os.path.join(os.fsencode(tempfile.mkdtemp()), b'\\xff')\nos.mkdir(d)\n"
        "open(os.path.join(d, b'odd.py'), 'w').close()\nsys.path.insert(0, os.fsdecode(d))\nimport odd"
    ),
    "an archive on the path": Program(
        "import sys, tempfile, zipfile\nplace = tempfile.mkdtemp() + '/a.zip'\n"
        "with zipfile.ZipFile(place, 'w') as a: a.writestr('inside/__init__.py', '')\nsys.path.insert(0, place)\nimport inside"
    ),
    "another user": Program("import os\nos.getuid() or os.setuid(65534)\nprint('nobody')"),
    "an unclosed file in dev mode": Program("open('/dev/null')", options=("-X", "dev")),
    "isolated": Program("import sys\nprint(sys.flags.isolated)", options=("-I", "-W", "error")),
    "without docstrings": Program("'doc'\nprint(__doc__)", options=("-OO", "-bb", "-W", "error")),
    "a slow collection": Program("import gc\ngc.set_debug(gc.DEBUG_SAVEALL)\ngc.freeze()\nprint(gc.isenabled())"),
    "logging at the end": Program("import logging, atexit\nlogging.basicConfig()\natexit.register(logging.warning, 'bye')"),
    "a fork in __del__": Program(
        "import os\nclass A:\n  def __del__(self):\n    try: pid = os.fork()\n    except Exception as error: return print(type(error))\n"
        "    if pid == 0: os._exit(0)\n    print(os.waitpid(pid, 0)[1])\na = A()", options=("-W", "ignore"),
    ),
    "an alarm in an exit handler": Program(
        "import atexit, signal, time\nsignal.signal(14, lambda *_: print('alarm', flush=True))\n"
        "atexit.register(lambda: (signal.setitimer(0, 0.05), time.sleep(0.2)))"
    ),
    "a child of an exit handler": Program(
        "import atexit, subprocess, sys\natexit.register(lambda: print(subprocess.run([sys.executable, '-c', 'import colorsys; print(1)'], stdout=-1).stdout))",
        options=("-W", "ignore"),
    ),
    "own excepthook": Program("import sys\nsys.excepthook = lambda *a: print(a[0].__name__)\n1/0"),
}  # fmt: skip
