"""What a zsh shows where a line is completed: completion needs a terminal, which Python's standard library has."""

import os
import pty
import select
import signal
import sys
import time

zsh, root, script, line = sys.argv[1:]
SETUP = f"""\
module_path=({root}/usr/lib/*/zsh/*(N/) {root}/usr/lib/*-linux-gnu(N/) $module_path)
fpath=({root}/usr/share/zsh/functions {root}/usr/share/zsh/functions/**/*(N/) $fpath)
PS1='>'; autoload -Uz compinit; compinit -u -D; source {script}; bindkey '^I' complete-word; echo re''ady
"""


def read(terminal: int, until: bytes, seconds: float) -> bytes:
    """Read until the text comes, or for so long."""
    text = b""
    end = time.monotonic() + seconds
    while until not in text and time.monotonic() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            text += os.read(terminal, 65_536)
    return text


process, terminal = pty.fork()
if process == 0:
    os.environ.update(TERM="dumb", COLUMNS="200")
    os.execv(zsh, ["zsh", "-f", "-i"])
os.write(terminal, SETUP.encode())
read(terminal, b"ready\r", 60)
# What is not known is not completed; the mark shows that the keys before it were read.
os.write(terminal, line.encode() + b"\t\t")
sys.stdout.write(read(terminal, b"\0", 3).decode("utf-8", "replace"))
os.kill(process, signal.SIGKILL)
