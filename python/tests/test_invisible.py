"""A reporter is invisible: no output, no changed exit code, no delay, whatever happens to the process it is in."""

from __future__ import annotations

import os
import socket
import subprocess
import time

import pytest

from tests.processes import PROCESS, Python, distribution, write

JUNK = """
import sys, types
class Evil:
    def __getattr__(self, name): raise SystemExit("getattr")
    @property
    def __file__(self): raise KeyboardInterrupt("file")
    @property
    def __spec__(self): raise RuntimeError("spec")
    def __eq__(self, other): raise RuntimeError("eq")
    def __hash__(self): raise RuntimeError("hash")
    def __bool__(self): raise RuntimeError("bool")
class EvilModule(types.ModuleType):
    def __getattribute__(self, name): raise SystemExit(name)
class Text(str):
    def __eq__(self, other): raise RuntimeError("eq")
    __hash__ = str.__hash__
evil_spec = types.ModuleType("evil_spec"); evil_spec.__spec__ = Evil(); evil_spec.__file__ = Evil()
odd_file = types.ModuleType("odd_file"); odd_file.__file__ = "relative/\\ud800.py"
odd_path = types.ModuleType("odd_path"); odd_path.__path__ = Evil()
for number, junk in enumerate([Evil(), EvilModule("x"), None, 7, "text", Text("x"), evil_spec, odd_file, odd_path, type]):
    sys.modules["junk%d" % number] = junk
sys.modules[Text("odd_key")] = sys
sys.modules[""] = sys.modules["."] = sys.modules["a..b"] = sys.modules["\\n:1|c"] = types.ModuleType("a")
"""

# What is done to the process after the reporter and `good` were imported → whether `good` still gets counted.
FAULTS: dict[str, tuple[str, bool]] = {
    "junk in sys.modules": (JUNK, True),
    "good replaced by junk": (JUNK + "sys.modules['good'] = Evil()", False),
    "sys.path emptied": ("import sys; sys.path.clear()", True),
    "sys.path of junk": ("import sys; sys.path[:] = [None, 7, b'x', 'relative', '\\0', '/no/where']", True),
    "sys.path replaced": ("import sys; sys.path = None", True),
    "sys.meta_path emptied": ("import sys; sys.meta_path.clear(); sys.path_hooks.clear()", False),
    "caches of imports emptied": ("import sys; sys.path_importer_cache.clear()", True),
    "sys.modules emptied": ("import sys; sys.modules.clear()", False),
    "sys.modules replaced": ("import sys; sys.modules = {}", False),
    "os.environ emptied": ("import os; os.environ.clear()", True),
    "os.environ replaced": ("import os; os.environ = None", False),
    "file descriptors used up": (
        "import os, resource; resource.setrlimit(resource.RLIMIT_NOFILE, (16, 16))\n"
        "try:\n  while True: os.dup(0)\nexcept OSError: pass", False,
    ),
    "standard streams closed": ("import sys; sys.stdout.close(); sys.stderr.close()", True),
    "descriptors 0 to 2 closed": ("import os; [os.close(n) for n in (0, 1, 2)]", True),
    "standard streams gone": ("import sys; sys.stdout = sys.stderr = None", True),
    "directory removed": ("import os, tempfile; d = tempfile.mkdtemp(); os.chdir(d); os.rmdir(d)", True),
    "low recursion limit": ("import sys; sys.setrecursionlimit(40)", False),
    "socket patched": ("import socket\nsocket.socket = socket.getaddrinfo = socket.create_connection = None", True),
    "os patched": (
        "import os\ndef evil(*a, **k): raise RuntimeError('patched')\nos.stat = os.listdir = os.open = os.read = evil", False,
    ),
    "import patched": ("import builtins\ndef evil(*a, **k): raise SystemExit(9)\nbuiltins.__import__ = evil", False),
    "time patched": ("import time\ntime.monotonic = lambda: 1/0\ntime.time = None", True),
    "threads at exit": (
        "import threading, time, sys\ndef spin():\n  while True: sys.modules.pop('spun', None); sys.modules['spun'] = sys\n"
        "for _ in range(3): threading.Thread(target=spin, daemon=True).start()", True,
    ),
    "trace function that raises": ("import sys\ndef trace(*a): raise RuntimeError('traced')\nsys.settrace(trace)", True),
    "own atexit handlers fail in silence": ("import atexit; atexit.register(lambda: None)", True),
    "home unset": ("import os; os.environ.pop('HOME')", True),
    "reloaded": ("import importlib; importlib.reload(popularity_contest.reporter)", True),
    "imported twice": (
        "import sys\nfor n in [n for n in sys.modules if n.startswith('popularity')]: del sys.modules[n]\n"
        "import popularity_contest.reporter", True,
    ),
    "removed from sys.modules": (
        "import sys\nfor n in [n for n in sys.modules if n.startswith('popularity')]: del sys.modules[n]", True,
    ),
    "metadata unreadable": ("import glob, os, site\n[os.remove(f) for f in glob.glob(good.__file__[:-7] + '*/RECORD')]", True),
    "package gone": (
        "import os, shutil; shutil.rmtree(os.path.dirname(popularity_contest.__file__))", False,
    ),
}  # fmt: skip
STAYS_COUNTED_ONLY_WITH_INDEX = {"metadata unreadable"}


@pytest.mark.parametrize("indexed", [False, True], ids=["metadata", "index"])
@pytest.mark.parametrize("fault", FAULTS)
def test_survives(outer_python: Python, fault: str, indexed: bool) -> None:
    distribution(outer_python.site, "good", ["good.py"])
    if indexed:
        outer_python.index()
    code, stays_counted = FAULTS[fault]
    # Time is none of these faults: of three threads that spin each waits its turn at every system call.
    ended = outer_python.run(code=f"import popularity_contest.reporter, good\n{code}", BUDGET_MS="20000")
    assert (ended.exit_code, ended.output, ended.errors) == (0, "", "")
    if stays_counted and (indexed or fault not in STAYS_COUNTED_ONLY_WITH_INDEX):
        assert ended.packages == ["good"]
    assert set(ended.packages) <= {"good"}
    assert len(ended.lines) == len(set(ended.lines))


@pytest.mark.parametrize(
    "flags",
    [["-S"], ["-I"], ["-E"], ["-s"], ["-B"], ["-OO"], ["-bb"], ["-W", "error", "-X", "dev"], ["-X", "utf8=0"], ["-q"]],
    ids=" ".join,
)
def test_any_way_to_start(python: Python, flags: list[str]) -> None:
    distribution(python.site, "good", ["good.py"])
    program = f"import sys\nsys.path.append({str(python.site)!r})\nimport popularity_contest.reporter, good\n"
    ended = python.run(*flags, code=program)
    assert (ended.exit_code, ended.output, ended.errors) == (0, "", "")
    assert "-E" in flags or "-I" in flags or ended.lines[0] == PROCESS


@pytest.mark.parametrize(
    ("end", "exit_code"),
    [("raise SystemExit(3)", 3), ("import os; os._exit(4)", 4), ("import os; os.abort()", -6), ("1/0", 1),
     ("import os; os.execv('/bin/sh', ['sh', '-c', 'exit 5'])", 5), ("raise KeyboardInterrupt", -2)],
)  # fmt: skip
def test_the_end_stays_the_same(python: Python, end: str, exit_code: int) -> None:
    alone = python.run(code=end)
    ended = python.run(code=f"import popularity_contest.reporter\n{end}")
    assert alone.exit_code == exit_code
    assert ended[:2] == alone[:2]
    assert ended.errors.replace("line 2", "line 1") == alone.errors


@pytest.mark.parametrize(
    ("name", "value"),
    [("STATSD_PREFIX", "two\nlines"), ("STATSD_PREFIX", "a:1|c"), ("STATSD_PREFIX", "spa ce"), ("STATSD_PREFIX", "."),
     ("STATSD_PREFIX", "é"), ("STATSD_PREFIX", "p" * 600), ("STATSD_PORT", "x"), ("STATSD_PORT", "0"),
     ("STATSD_PORT", "70000"), ("STATSD_PORT", "-1"), ("STATSD_PORT", "9" * 5000), ("STATSD_HOST", "a/b"),
     ("STATSD_HOST", "127.0.0.1:9125"), ("STATSD_HOST", "unixgram://relative"), ("STATSD_HOST", "unixgram:///no/socket"),
     ("STATSD_HOST", "no.such.name.invalid"), ("NAMES", "people"), ("BUDGET_MS", "never"), ("RANK", "frist"),
     ("ENVIRONMENT", "a.b"), ("ENVIRONMENT", "-a"), ("ENVIRONMENT", "a" * 65), ("EARLY_S", "-1"), ("STATSD_HOST", "a" * 400)],
)  # fmt: skip
def test_settings_that_cannot_be_used_send_nothing_and_say_nothing(outer_python: Python, name: str, value: str) -> None:
    assert outer_python.report("", **{name: value}).lines == []
    doctor = outer_python.cli("doctor", **{name: value})
    assert doctor.exit_code == 1
    assert "fault" in doctor.output


@pytest.mark.parametrize(
    "variables",
    [{"DO_NOT_TRACK": "1"}, {"DISABLE": "1"}, {"RANK": "first", "SLURM_PROCID": "3"}, {"DO_NOT_TRACK": "yes"}],
)
def test_switched_off(outer_python: Python, variables: dict[str, str]) -> None:
    assert outer_python.report("", **variables).lines == []


@pytest.mark.parametrize(
    "variables", [{"DO_NOT_TRACK": "0"}, {"DO_NOT_TRACK": ""}, {"DISABLE": "0"}, {"RANK": "first", "SLURM_PROCID": "0"}]
)
def test_not_switched_off(outer_python: Python, variables: dict[str, str]) -> None:
    assert outer_python.report("", **variables).lines == [PROCESS]


def test_switched_off_in_the_middle(outer_python: Python) -> None:
    assert outer_python.report("import os; os.environ['DO_NOT_TRACK'] = '1'").lines == []


def test_odd_things_where_metadata_should_be(python: Python) -> None:
    distribution(python.site, "good", ["good.py"])
    write(python.site, {"odd.py": "", "file-1.0.dist-info": "", "empty-1.0.dist-info/RECORD": ""})
    for name, content in {
        "latin-1.0": b"Name: l\xe9tin\n",
        "binary-1.0": bytes(range(256)) * 40,
        "nul-1.0": b"\0" * 5000,
        "-": b"",
        "x": b"Name:",
    }.items():
        folder = python.site / f"{name}.dist-info"
        folder.mkdir()
        for file in ("METADATA", "RECORD", "top_level.txt", "direct_url.json"):
            (folder / file).write_bytes(content)
    pipes = python.site / "pipes-1.0.dist-info"
    pipes.mkdir()
    for file in ("METADATA", "RECORD", "top_level.txt"):
        os.mkfifo(pipes / file)
    (python.site / "loop-1.0.dist-info").symlink_to("loop-1.0.dist-info")
    started = time.monotonic()
    assert python.report("import good, odd").packages == ["good"]
    assert time.monotonic() - started < 5
    python.index()
    assert python.report("import good, odd").packages == ["good"]


def test_debug_prints_each_line(outer_python: Python) -> None:
    ended = outer_python.run(code="import popularity_contest.reporter", DEBUG="1")
    assert ended.errors == f"popularity-contest: sent {PROCESS}\n"


@pytest.mark.parametrize("host", ["no.such.name.invalid", "unixgram:///no/socket"])
def test_debug_prints_why_nothing_is_sent(outer_python: Python, host: str) -> None:
    ended = outer_python.run(code="import popularity_contest.reporter", DEBUG="1", STATSD_HOST=host)
    assert ended.errors.startswith(f"popularity-contest: {host} ")
    assert ended.errors.count("\n") == 1


def test_a_name_server_that_never_answers(python: Python) -> None:
    """The real resolver, asked through a real /etc/resolv.conf of a mount namespace."""
    silent = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        silent.bind(("127.0.0.53", 53))
    except OSError as refused:
        pytest.skip(f"no name server can be set up here: {refused.strerror}")
    write(python.folder, {"resolv.conf": "nameserver 127.0.0.53\n"})
    program = f"mount --bind {python.folder}/resolv.conf /etc/resolv.conf && exec {python.python} -c 'import popularity_contest.reporter'"
    command = ["unshare", "--mount", "sh", "-c", program]
    environ = python.environ(STATSD_HOST="statsd.example.org")
    if subprocess.run([*command[:-1], "true"], capture_output=True).returncode:
        pytest.skip("no mount namespace can be made here")
    took = []
    with silent:
        for _ in range(3):
            started = time.monotonic()
            done = subprocess.run(command, env=environ, capture_output=True, text=True, timeout=30)
            took.append(time.monotonic() - started)
            assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert silent_was_asked(took)


def silent_was_asked(took: list[float]) -> bool:
    """The budget of 200 ms was waited for, and not much more."""
    return 0.2 < min(took) < 2.0
