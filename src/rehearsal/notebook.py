"""Runs a notebook's cells in a kernel of this Python; nothing is written. Its end is the cells' end."""

import os
import sys

try:
    import nbclient
    import nbformat
except ImportError as error:
    sys.exit(f"{error.__class__.__name__}: {error}: nbclient runs notebooks, and it is not in this environment")

path = sys.argv[1]
notebook = nbformat.read(path, as_version=4)
folder = os.path.dirname(os.path.abspath(path))
nbclient.NotebookClient(
    notebook, timeout=None, kernel_name="python3", resources={"metadata": {"path": folder}}
).execute()
