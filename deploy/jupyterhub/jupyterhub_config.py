"""A whole JupyterHub on one machine, without root, to try popcon with: jupyterhub --config jupyterhub_config.py

Needs JupyterHub 5.3 or newer, and configurable-http-proxy from npm. Servers run as the user who starts the Hub, and
whoever knows the password may log in under any name: nothing to leave running.
"""

import os

c = get_config()  # noqa: F821
load_subconfig(os.path.join(os.path.dirname(os.path.abspath(__file__)), "popcon.py"))  # noqa: F821

c.JupyterHub.bind_url = "http://127.0.0.1:8000"
c.JupyterHub.spawner_class = "simple"
c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = os.environ["TRIAL_PASSWORD"]  # 8 characters or more
c.SharedPasswordAuthenticator.admin_password = os.environ["TRIAL_ADMIN_PASSWORD"]  # 32 or more
c.Authenticator.allow_all = True
c.Authenticator.admin_users = {"admin"}
