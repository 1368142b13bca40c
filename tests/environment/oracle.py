"""Reads files as pip and a YAML reader do: JSON of [kind, text] pairs on standard input, JSON answers on standard output."""

import json
import os
import sys
import tempfile

import yaml
from pip._internal.exceptions import PipError
from pip._internal.network.session import PipSession
from pip._internal.req.constructors import install_req_from_line
from pip._internal.req.req_file import parse_requirements
from pip._vendor.packaging.markers import InvalidMarker
from pip._vendor.packaging.utils import canonicalize_name


def requirements(text):
    """What pip would install: [text, name or null, editable] each; null where pip refuses the file."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        path = os.path.join(folder, "r.txt")
        with open(path, "wb") as file:
            file.write(text.encode())
        for included in ("c.txt", "base.txt"):
            with open(os.path.join(folder, included), "w") as file:
                file.write("")
        try:
            return [
                [one.requirement, name_of(one.requirement, one.is_editable), one.is_editable]
                for one in parse_requirements(path, PipSession())
            ]
        except (PipError, InvalidMarker):
            return None
        finally:
            os.chdir("/")


def name_of(text, is_editable):
    try:
        name = install_req_from_line(text).name
    except PipError as error:
        if is_editable or "looks like a path" in str(error) or "does not exist" in str(error):
            return None
        raise
    return None if name is None else canonicalize_name(name)


def environment(text):
    try:
        return yaml.safe_load(text)
    except yaml.YAMLError:
        return None


READERS = {"requirements.txt": requirements, "environment.yml": environment}
json.dump([READERS[kind](text) for kind, text in json.load(sys.stdin)], sys.stdout)
