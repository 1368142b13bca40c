"""JupyterHub runs popcon at /services/popcon/, behind its own login.

In your jupyterhub_config.py: load_subconfig("/path/to/popcon.py"). The Littlest JupyterHub: copy this file to
/opt/tljh/config/jupyterhub_config.d/. Admins see it, and may push inventories with a token of theirs.

Single-user servers on this machine report to localhost port 9125, where popcon listens, by themselves. Set in the
Hub's environment, where they must be others:

POPCON_STATSD_PORT  the port, for a second Hub on the machine; servers are told of it
POPCON_LEDGER       the file with all counts: beside the Hub's state, or in /var/lib/popcon where the Hub is root
POPCON_USER         who runs it where the Hub is root: nobody

Whatever is wrong with popcon, the Hub starts: what keeps it from running at all is in the Hub's log, everything else
on its page.
"""

import logging
import os
import pwd
import shutil
import subprocess
from pathlib import Path

c = get_config()  # noqa: F821


def make_service():
    """The service as JupyterHub describes one. Raises where popcon cannot be run."""
    popcon = shutil.which("popcon") or "/usr/local/bin/popcon"
    port = os.environ.get("POPCON_STATSD_PORT", "9125")
    owner, run_as, whoever = {}, {}, "the Hub's user"
    ledger = Path(os.environ.get("POPCON_LEDGER", "popcon.db")).absolute()
    if os.geteuid() == 0:
        user = pwd.getpwnam(os.environ.get("POPCON_USER", "nobody"))
        ledger = Path(os.environ.get("POPCON_LEDGER", "/var/lib/popcon/popcon.db")).absolute()
        ledger.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        shutil.chown(ledger.parent, user.pw_uid, user.pw_gid)
        run_as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        owner, whoever = {"user": user.pw_name}, user.pw_name
    # The Hub would not start beside a service that cannot be run.
    environment = {"PATH": os.environ["PATH"]}
    try:
        subprocess.run(
            [popcon, "--version"], check=True, capture_output=True, timeout=60, cwd="/", env=environment, **run_as
        )
    except OSError as error:
        place = os.path.realpath(popcon)
        raise RuntimeError(f"{whoever} cannot run {place}: install popcon for the whole machine ({error})") from error
    if port != "9125":
        c.Spawner.environment.update({"PYTHON_POPCONTEST_STATSD_PORT": port})
    return {
        "name": "popcon",
        "url": "http://127.0.0.1:0",
        "command": [
            popcon,
            "serve",
            "--web.jupyterhub",
            f"--ledger.path={ledger}",
            f"--statsd.listen-udp=127.0.0.1:{port}",
            f"--statsd.listen-tcp=127.0.0.1:{port}",
        ],
        "cwd": "/",
        "environment": environment,
        "oauth_no_confirm": True,
        **owner,
    }


try:
    c.JupyterHub.services.append(make_service())
except Exception as error:  # Whatever it is, it must not keep the Hub from starting.
    said = (getattr(error, "stderr", None) or b"").decode(errors="replace").strip()
    logging.getLogger("jupyterhub").error("No /services/popcon/, nothing is counted: %s", said or error)
else:
    # Who else may look at it: "users" or "groups".
    c.JupyterHub.load_roles.append(
        {
            "name": "popcon-readers",
            "description": "Sees which packages are used",
            "scopes": ["access:services!service=popcon"],
            "users": [],
        }
    )
