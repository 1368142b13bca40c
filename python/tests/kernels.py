"""Real kernels, as Jupyter starts them."""

from __future__ import annotations

from typing import Any, List, NamedTuple

import pytest

from tests.processes import Python

CELL_S = 60


class Shown(NamedTuple):
    """What a person sees under a cell."""

    printed: str
    """Of the program, and the traceback."""
    displayed: List[dict[str, str]]
    """Of each `display`, by media type."""


class Kernel:
    """A kernel of an environment, started as Jupyter does it."""

    def __init__(self, python: Python, **variables: str) -> None:
        jupyter_client = pytest.importorskip("jupyter_client", reason="npm run peers brings ipykernel")
        spec = jupyter_client.kernelspec.KernelSpec(
            argv=[python.python, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        )
        self.manager = jupyter_client.KernelManager()
        self.manager._kernel_spec = spec
        environ = python.environ(IPYTHONDIR=str(python.home / ".ipython"), **variables)
        self.manager.start_kernel(env=environ, cwd=str(python.folder))
        self.client = self.manager.client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=CELL_S)

    def run(self, cell: str) -> str:
        """Run a cell to its end; what it printed."""
        return self.show(cell).printed

    def show(self, cell: str) -> Shown:
        """Run a cell to its end; all that is shown under it."""
        shown = Shown("", [])

        def note(message: dict[str, Any]) -> None:
            nonlocal shown
            content = message["content"]
            printed = content.get("text", "") + "".join(content.get("traceback", []))
            displayed = [content["data"]] if message["msg_type"] == "display_data" else []
            shown = Shown(shown.printed + printed, shown.displayed + displayed)

        self.client.execute_interactive(cell, timeout=CELL_S, output_hook=note)
        return shown

    def kill(self) -> None:
        self.manager.shutdown_kernel(now=True)  # SIGKILL

    def close(self) -> None:
        self.client.stop_channels()
        self.manager.cleanup_resources()
