"""The distributions that a kernel has loaded when the reporter begins to count, found by starting one so far.

The process that is started has an empty home, so that no file of a person has a part in it. It ends where a start-up
file would load the reporter or, where none does, after the last of them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile

_TIMEOUT_SECONDS = 60
_ANSWER = "modules.json"

# The lines of the command line are run after the start-up files, which load the package's `reporter` if they do.
_KERNEL = """
import json, os, sys, types

def end(*_):
    names = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    with open(sys.argv[1], "w") as file:
        json.dump({name: path for name, path in names.items() if isinstance(path, str)}, file)
    os._exit(0)

class Finder:
    @staticmethod
    def find_spec(name, *_):
        if name == "popularity_contest.reporter": end()

try:
    from ipykernel.kernelapp import IPKernelApp as Application
except ImportError:
    try:
        from IPython.terminal.ipapp import TerminalIPythonApp as Application
    except ImportError:
        end()
sys.modules.pop("popularity_contest.reporter", None)
package = sys.modules["popularity_contest"] = types.ModuleType("popularity_contest")
package.__path__, package.load = [], end
sys.meta_path.insert(0, Finder)
Application.launch_instance(
    argv=["--{}.exec_lines=['import popularity_contest.reporter']".format(Application.__name__)]
)
"""


class Kernel:
    """A kernel that is starting; `loaded` waits for it. So the caller can do other work meanwhile."""

    def __init__(self) -> None:
        self._home: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._home = tempfile.mkdtemp(prefix="popcon-")
            self._process = _start(self._home)
        except OSError:
            # No place for temporary files, say: then it stays unknown.
            pass

    def loaded(self) -> dict[str, str] | None:
        """Return the files of the loaded modules by module name; None where no kernel would start."""
        if self._home is None or self._process is None:
            return None
        try:
            self._process.wait(_TIMEOUT_SECONDS)
            with open(os.path.join(self._home, _ANSWER), encoding="utf-8") as file:
                loaded: dict[str, str] = json.load(file)
                return loaded
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None
        finally:
            self._process.kill()
            self._process.wait()
            shutil.rmtree(self._home, ignore_errors=True)


def _start(home: str) -> subprocess.Popen[bytes]:
    own = ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-c", _KERNEL, os.path.join(home, _ANSWER)],
        cwd=home,
        env={**os.environ, **dict.fromkeys(own, home), "PYTHON_POPCONTEST_DISABLE": "1"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
