"""JupyterHub runs popcon at /services/popcon/, behind its own login.

At the end of your jupyterhub_config.py: load_subconfig("/path/to/popcon.py"); an assignment to c.JupyterHub.services
or load_roles after it would take popcon out again. The Littlest JupyterHub: copy this file to
/opt/tljh/config/jupyterhub_config.d/. Admins see it, and may push inventories with a token of theirs.

Single-user servers on this machine report to localhost port 9125, where popcon listens, by themselves. Set in the
Hub's environment, where they must be others:

POPCON_STATSD_PORT  the port, for a second Hub on the machine; servers are told of it
POPCON_LEDGER       the file with all counts: beside the Hub's state, or where the Hub is root in /var/lib/popcon,
                    with another port in /var/lib/popcon-PORT
POPCON_USER         who runs it where the Hub is root: nobody

Whatever is wrong with popcon, the Hub starts: what keeps it from running at all is in the Hub's log, everything else
on its page.
"""

import logging
import os
import pwd
import shutil
import subprocess
import sys
from pathlib import Path

c = get_config()  # noqa: F821


DEFAULT_PORT = "9125"
# A Hub exits where a service that it runs is not up in time. At the start of a busy machine its own 30 s can be short.
SERVICE_TIMEOUT = 120


def tell_servers(variables):
    """Set these in every server, whatever else is done to `environment`; what is set of them there holds."""
    from jupyterhub.spawner import Spawner

    get_env = Spawner.get_env
    Spawner.get_env = lambda spawner: {**variables, **get_env(spawner)}


def make_service():
    """The service as JupyterHub describes one. Raises where popcon cannot be run."""
    popcon = shutil.which("popcon") or "/usr/local/bin/popcon"
    port = os.environ.get("POPCON_STATSD_PORT", DEFAULT_PORT)
    owner, run_as, whoever, folder = {}, {}, "the Hub's user", "."
    if os.geteuid() == 0:
        user = pwd.getpwnam(os.environ.get("POPCON_USER", "nobody"))
        run_as = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        owner, whoever = {"user": user.pw_name}, user.pw_name
        folder = "/var/lib/popcon" if port == DEFAULT_PORT else f"/var/lib/popcon-{port}"
    ledger = Path(os.environ.get("POPCON_LEDGER", f"{folder}/popcon.db")).absolute()
    command = [
        popcon,
        "serve",
        "--web.jupyterhub",
        f"--ledger.path={ledger}",
        f"--statsd.listen-udp=127.0.0.1:{port}",
        f"--statsd.listen-tcp=127.0.0.1:{port}",
    ]
    # The Hub would not start beside a service that cannot be run, or not with these arguments.
    environment = {"PATH": os.environ["PATH"]}
    check = {"check": True, "capture_output": True, "timeout": 60, "cwd": "/", "env": environment}
    try:
        subprocess.run([*command, "--check-config"], **check, **run_as)
    except OSError as error:
        place = os.path.realpath(popcon)
        raise RuntimeError(f"{whoever} cannot run {place}: install popcon for the whole machine ({error})") from error
    if run_as and not ledger.parent.exists():
        ledger.parent.mkdir(mode=0o700, parents=True)
        shutil.chown(ledger.parent, run_as["user"], run_as["group"])
    # Hubs before 6 refuse the key.
    hub_version = getattr(sys.modules.get("jupyterhub"), "version_info", ())
    patience = {"timeout": SERVICE_TIMEOUT} if hub_version >= (6,) else {}
    if port != DEFAULT_PORT:
        tell_servers({"PYTHON_POPCONTEST_STATSD_PORT": port})
    return {
        "name": "popcon",
        "url": "http://127.0.0.1:0",
        "command": command,
        "cwd": "/",
        "environment": environment,
        "oauth_no_confirm": True,
        **owner,
        **patience,
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
