"""Starts a real ipykernel with a Python given, runs each cell given, and shuts it down.

Usage: kernel.py PYTHON CELL...  A failing cell ends with exit 1 and its traceback on stderr.
"""

import sys

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import KernelManager


class GivenSpec(KernelManager):
    """A kernel manager whose kernel is the Python on the command line, with no kernelspec on disk."""

    @property
    def kernel_spec(self):
        return KernelSpec(argv=[sys.argv[1], "-m", "ipykernel_launcher", "-f", "{connection_file}"])


manager = GivenSpec()
manager.start_kernel()
client = manager.blocking_client()
client.start_channels()
client.wait_for_ready(timeout=60)
for cell in sys.argv[2:]:
    reply = client.execute_interactive(cell, timeout=60)
    if reply["content"]["status"] != "ok":
        sys.exit("\n".join(reply["content"]["traceback"]))
client.stop_channels()
manager.shutdown_kernel()
