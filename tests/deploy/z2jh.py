"""Runs hub.extraConfig of zero-to-jupyterhub as its hub does, then asks a real KubeSpawner for its pod.

Standard input: {"hubs": [{"podNamespace"?: "", "extraConfig": {name: code}, "extraEnv": {}, "profile": {}}]}.
Standard output: the manifest of a pod for each hub.
"""

import asyncio
import json
import os
import sys

from jupyterhub.objects import Hub, Server
from jupyterhub.orm import Spawner as SpawnerRow
from kubernetes_asyncio.client import ApiClient
from kubespawner import KubeSpawner
from traitlets.config import Config


class User:
    """What KubeSpawner asks of a user."""

    name = escaped_name = "ada"
    id = 1
    url = "/user/ada/"
    server = Server()
    groups: list[str] = []
    spawners: dict[str, object] = {}


async def main() -> None:
    given = json.load(sys.stdin)
    async with ApiClient() as api:
        pods = [api.sanitize_for_serialization(await pod_manifest(hub)) for hub in given["hubs"]]
    json.dump(pods, sys.stdout)


async def pod_manifest(hub: dict[str, object]) -> object:
    os.environ.pop("POD_NAMESPACE", None)
    if "podNamespace" in hub:
        os.environ["POD_NAMESPACE"] = str(hub["podNamespace"])
    c = Config()
    if hub["extraEnv"]:
        c.KubeSpawner.environment = hub["extraEnv"]
    unpatched = KubeSpawner.get_env
    namespace = {"c": c}
    for _, code in sorted(hub["extraConfig"].items()):
        exec(code, namespace)
    spawner = KubeSpawner(
        config=c,
        hub=Hub(),
        user=User(),
        orm_spawner=SpawnerRow(name=""),
        api_token="token",
        oauth_client_id="client",
        _mock=True,
    )
    if hub["profile"]:
        spawner.profile_list = [{"display_name": "large", "kubespawner_override": hub["profile"]}]
        await spawner.load_user_options()
    spawner.run_pre_spawn_hook()
    manifest = await spawner.get_pod_manifest()
    KubeSpawner.get_env = unpatched
    return manifest


asyncio.run(main())
