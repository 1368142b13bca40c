"""JupyterHub runs popcon at /services/popcon/, behind its own login.

In your jupyterhub_config.py: load_subconfig("/path/to/popcon.py"). The Littlest JupyterHub: copy this file to
/opt/tljh/config/jupyterhub_config.d/. Admins see it, and may push inventories with a token of theirs.

Single-user servers on this machine report to localhost port 9125, where popcon listens, by themselves.
"""

import os
import shutil

c = get_config()  # noqa: F821

c.JupyterHub.services.append(
    {
        "name": "popcon",
        "url": "http://127.0.0.1:9102",
        "command": [
            shutil.which("popcon") or "/usr/local/bin/popcon",
            "serve",
            "--web.jupyterhub",
            # Beside the Hub's own state.
            f"--ledger.path={os.path.abspath('popcon.db')}",
        ],
        "environment": {"PATH": os.environ["PATH"]},
        "oauth_no_confirm": True,
    }
)

# Who else may look at it: "users" or "groups".
c.JupyterHub.load_roles.append(
    {
        "name": "popcon-readers",
        "description": "Sees which packages are used",
        "scopes": ["access:services!service=popcon"],
        "users": [],
    }
)
