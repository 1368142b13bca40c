"""Programs that watch themselves: trace and profile functions, coverage, sub-interpreters."""

from __future__ import annotations

from tests.programs import Program

TRACED = """
import atexit, sys
seen = set()
def watch(frame, event, argument):
    seen.add(frame.f_code.co_filename.rpartition("/")[2])
    return watch
sys.set{kind}(watch)
{early}
def f(): return 1
f()
"""
AT_EXIT = "atexit.register(lambda: print(sorted(seen), sys.get{kind}() is watch))"
ONE = """
try: import _interpreters as interpreters
except ImportError:
    try: import _xxsubinterpreters as interpreters
    except ImportError: import _interpreters as interpreters
run = getattr(interpreters, "exec", None) or interpreters.run_string
def use(code):
    one = interpreters.create()
    print(run(one, code))
    interpreters.destroy(one)
"""

UNKNOWN = """
import builtins, sys, types
class Finder:
    @staticmethod
    def find_spec(name, *_): print("found", name, flush=True)
real = builtins.__import__
def named(name, *rest, **options):
    print("imported", name, flush=True)
    return real(name, *rest, **options)
module = sys.modules["unknown"] = types.ModuleType("unknown")
module.__file__ = next(path for path in sys.path if path.endswith("site-packages")) + "/unknown.py"
"""
"""A module that nobody has installed, for whose owner everything is asked."""

MONITORED = """
sys.monitoring.use_tool_id(3, "program")
sys.monitoring.register_callback(3, sys.monitoring.events.PY_START, lambda code, _: print(code.co_name, flush=True))
sys.monitoring.set_events(3, sys.monitoring.events.PY_START)
"""
TELLING = """
class Telling(types.ModuleType):
    def __getattribute__(self, name):
        print("get", name, flush=True)
        return super().__getattribute__(name)
    def __eq__(self, _): print("eq")
    def __hash__(self): print("hash"); return 1
    def __bool__(self): print("bool"); return False
class Name(str):
    def partition(self, *_): print("partition")
    __hash__ = str.__hash__
sys.modules["telling"] = Telling("telling")
sys.modules[Name("named")] = Telling("named")
"""

WATCHERS = {
    **{f"a {kind} function that stays": Program(TRACED.format(kind=kind, early=AT_EXIT.format(kind=kind)), is_core=True) for kind in ("trace", "profile")},
    **{f"a {kind} function that prints": Program(f"import sys\nsys.set{kind}(lambda f, e, a: print(e, f.f_code.co_name))\ndef g(): pass\ng()\nsys.set{kind}(None)") for kind in ("trace", "profile")},
    **{f"a {kind} function, in threads": Program(f"import threading\nthreading.set{kind}(lambda *a: None)\nt = threading.Thread(target=print, args=(1,))\nt.start()\nt.join()") for kind in ("trace", "profile")},
    "trace's count": Program("import trace\nt = trace.Trace(count=1, trace=0)\nt.runfunc(lambda: 1)\nprint(len(t.results().counts) > 0)"),
    "cProfile": Program("import cProfile, pstats\np = cProfile.Profile()\np.enable()\nsum([1])\np.disable()\nprint(pstats.Stats(p).total_calls)"),
    "tracemalloc": Program("import tracemalloc\ntracemalloc.start()\nx = [0] * 1000\nprint(tracemalloc.is_tracing())\ntracemalloc.stop()"),
    "monitoring": Program("import sys\nm = sys.monitoring\nprint([m.get_tool(n) for n in range(6)])", since=(3, 12)),
    "dump_traceback_later": Program("import faulthandler, os\nfaulthandler.dump_traceback_later(60, file=open(os.devnull, 'w'))\nfaulthandler.cancel_dump_traceback_later()\nprint(1)", options=()),
    "import hooks": Program("import builtins\nreal = builtins.__import__\nbuiltins.__import__ = lambda n, *a, **k: print(n) or real(n, *a, **k)\nimport colorsys\nbuiltins.__import__ = real"),
    "a finder of its own": Program("import sys\nclass F:\n  @staticmethod\n  def find_spec(n, *a): print(n)\nsys.meta_path.insert(0, F)\nimport colorsys\nsys.meta_path.remove(F)"),
    "a finder that stays": Program(UNKNOWN + "sys.meta_path.insert(0, Finder)", is_core=True),
    "an import function that stays": Program(UNKNOWN + "builtins.__import__ = named", is_core=True),
    "a monitoring tool that stays": Program(UNKNOWN + MONITORED, since=(3, 12), is_core=True),
    "another sys.modules": Program(UNKNOWN + "class Told(dict):\n  def get(self, *k): print('get', k); return dict.get(self, *k)\nsys.modules = Told(sys.modules)"),
    "modules of odd names": Program(UNKNOWN + "sys.modules.update({'a': None, 'b.c': 5, '': 1, '\\udcff': types.ModuleType('x'), 5: 1, None: 2})"),
    "a module that tells": Program(UNKNOWN + TELLING),
    "a lazy module": Program("import importlib.util as u, sys\ns = u.find_spec('colorsys')\ns.loader = u.LazyLoader(s.loader)\nm = sys.modules['colorsys'] = u.module_from_spec(s)\ns.loader.exec_module(m)\nimport atexit\natexit.register(lambda: print(type(m).__name__))"),
    "an audit hook that forbids": Program(UNKNOWN + "def h(e, *_):\n  if e.startswith(('open', 'socket.')): raise SystemExit(9)\nsys.addaudithook(h)"),
    "no builtins left": Program(UNKNOWN + "for n in ('set', 'len', 'dict', 'sorted', 'isinstance', 'getattr', 'open'): delattr(builtins, n)"),
    "process ids of its own": Program(UNKNOWN + "import os\nreal = os.getpid\nos.getpid = lambda: print('asked', flush=True) or real()"),
    "sockets of its own": Program(UNKNOWN + "import _socket\nclass Told(_socket.socket):\n  def __init__(self, *a): print('made')\n_socket.socket = Told"),
    "no search path": Program(UNKNOWN + "sys.path = sys.path_importer_cache = None"),
    "a search path of odd entries": Program(UNKNOWN + "sys.path += [None, 5, b'/bytes', '', 'there', '/not\\0there', '/proc/self/mem']"),
    "modules in order": Program("import sys\nprint([m for m in sys.modules if m.startswith(('signal', 'thread', 'socket', 'ctypes', 'importlib.m'))])"),
    "open files": Program("import os\nprint(sorted(os.readlink(f'/proc/self/fd/{n}').partition(':')[0] for n in os.listdir('/proc/self/fd') if n > '2'))", options=("-W", "ignore")),
    "garbage": Program("import gc\nprint(gc.get_threshold(), gc.callbacks, gc.garbage)"),
    "warnings' filters": Program("import warnings\nprint(len(warnings.filters), [f[0] for f in warnings.filters])"),
    "a sub-interpreter": Program(ONE + "use('import colorsys; print(1, flush=True)')", options=("-W", "ignore"), is_core=True),
    "two sub-interpreters": Program(ONE + "use('print(1, flush=True)')\nuse('print(2, flush=True)')", options=("-W", "ignore")),
    "sub-interpreters in threads": Program(ONE + "import threading\nts = [threading.Thread(target=use, args=('1',)) for _ in range(4)]\n[t.start() for t in ts]\n[t.join() for t in ts]", options=("-W", "ignore")),
}  # fmt: skip
