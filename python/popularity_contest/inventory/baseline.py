"""What a kernel has loaded before any start-up file runs, found by starting one, up to that point.

The process that is started has an empty home, so that no file of a person has a part in it, and ends before
the reporter or any start-up file could run.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from typing import Dict

_TIMEOUT_SECONDS = 60
_ANSWER = "modules.json"

# An extension given on the command line is loaded last, and start-up files run after the extensions.
_KERNEL = """
import json, os, sys, types

def load_ipython_extension(shell=None):
    names = {name: getattr(module, "__file__", None) for name, module in list(sys.modules.items())}
    with open(sys.argv[1], "w") as file:
        json.dump({name: path for name, path in names.items() if isinstance(path, str)}, file)
    os._exit(0)

probe = types.ModuleType("_popcon_probe")
probe.load_ipython_extension = load_ipython_extension
sys.modules["_popcon_probe"] = probe
if sys.argv[2] == "all-processes":
    load_ipython_extension()
try:
    from ipykernel.kernelapp import IPKernelApp as Application
except ImportError:
    try:
        from IPython.terminal.ipapp import TerminalIPythonApp as Application
    except ImportError:
        load_ipython_extension()
one = "extra_extensions" if hasattr(Application, "extra_extensions") else "extra_extension"
Application.launch_instance(argv=["--{}.{}=_popcon_probe".format(Application.__name__, one)])
"""


class Kernel:
    """A kernel that is starting; `loaded` waits for it. So the caller can do other work meanwhile."""

    def __init__(self, activation: str) -> None:
        self._home: str | None = None
        self._process: subprocess.Popen[bytes] | None = None
        try:
            self._home = tempfile.mkdtemp(prefix="popcon-")
            self._process = _start(self._home, activation)
        except OSError:
            # No place for temporary files, say: then it stays unknown.
            pass

    def loaded(self) -> Dict[str, str] | None:
        """Return the files of the loaded modules by module name; None where no kernel would start."""
        if self._home is None or self._process is None:
            return None
        try:
            self._process.wait(_TIMEOUT_SECONDS)
            with open(os.path.join(self._home, _ANSWER), encoding="utf-8") as file:
                loaded: Dict[str, str] = json.load(file)
                return loaded
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return None
        finally:
            self._process.kill()
            self._process.wait()
            shutil.rmtree(self._home, ignore_errors=True)


def _start(home: str, activation: str) -> subprocess.Popen[bytes]:
    own = ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")
    return subprocess.Popen(
        [sys.executable, "-I", "-B", "-c", _KERNEL, os.path.join(home, _ANSWER), activation],
        cwd=home,
        env={**os.environ, **dict.fromkeys(own, home)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
