"""From a host name to an address within a deadline, which `getaddrinfo` cannot be given.

In: a name, a port, the moment to give up. Out: an address, or None. It reads `/etc/hosts`, then asks the name servers
of `/etc/resolv.conf`, all at once, as musl does. A thread around `getaddrinfo` would be seen: since Python 3.12 none
can be started at exit, and one that is started early makes `os.fork` warn for as long as a name server is silent.
"""

import _socket
import os

from popularity_contest import monotonic

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Iterator

    from popularity_contest import Address

HOSTS = "/etc/hosts"
RESOLV_CONF = "/etc/resolv.conf"
DNS_PORT = 53
MAX_SERVERS = 3
MAX_SEARCH = 6
MAX_FILE_BYTES = 1 << 20
A, AAAA, IN = 1, 28, 1
NO_ERROR, NO_SUCH_NAME = 0, 3


class Unanswered(Exception):
    """No name server has said anything of use by the deadline."""


def resolve(host: str, port: int, deadline: float) -> "Address | None":
    """The first address of a host, IPv4 before IPv6; None if it has none, or none was found by the deadline."""
    family_of: "dict[int, int]" = {A: _socket.AF_INET, AAAA: _socket.AF_INET6}
    bare = host.rstrip(".").lower()
    try:
        for kind in (A, AAAA):
            for text in listed_in_hosts(bare, kind):
                return address(family_of[kind], text, port)
        servers, search, dots = read_resolv_conf()
        relative = [] if host.endswith(".") else ["%s.%s" % (bare, domain) for domain in search]
        for name in [bare, *relative] if bare.count(".") >= dots else [*relative, bare]:
            for kind in (A, AAAA):
                for data in ask(name, kind, servers, deadline):
                    return address(family_of[kind], _socket.inet_ntop(family_of[kind], data), port)
    except Unanswered:
        pass
    return None


def address(family: int, text: str, port: int) -> "Address":
    return (family, (text, port)) if family == _socket.AF_INET else (family, (text, port, 0, 0))


def listed_in_hosts(host: str, kind: int) -> "Iterator[str]":
    for line in read_lines(HOSTS):
        text, *names = line.lower().split() or [""]
        if host in names and (":" in text) == (kind == AAAA) and "%" not in text:
            yield text


def read_resolv_conf() -> "tuple[list[str], list[str], int]":
    """Name servers, search domains, and how many dots a name has that is asked for as it stands first."""
    servers: "list[str]" = []
    search: "list[str]" = []
    dots = 1
    for line in read_lines(RESOLV_CONF):
        keyword, *values = line.split() or [""]
        if keyword == "nameserver":
            servers += values[:1]
        elif keyword in ("search", "domain"):
            search = [value.strip(".") for value in values if value.strip(".")]
        elif keyword == "options":
            dots = next((int(v[6:]) for v in values if v.startswith("ndots:") and v[6:].isdigit()), dots)
    return servers[:MAX_SERVERS] or ["127.0.0.1"], search[:MAX_SEARCH], dots


def read_lines(path: str) -> "list[str]":
    """The lines of a configuration file, without comments; none if it cannot be read."""
    try:
        with open(path, encoding="utf-8", errors="replace") as file:
            lines = file.read(MAX_FILE_BYTES).splitlines()
    except OSError:
        return []
    return [line.partition("#")[0].partition(";")[0] for line in lines]


def ask(name: str, kind: int, servers: "list[str]", deadline: float) -> "list[bytes]":
    """The addresses of one kind that a name has: of all name servers, the first useful answer. Raises `Unanswered`."""
    query = encode_query(os.urandom(2), name, kind)
    if query is None:
        return []
    family = _socket.AF_INET6 if ":" in servers[0] else _socket.AF_INET
    asked = {server for server in servers if (":" in server) == (family == _socket.AF_INET6)}
    endpoint = _socket.socket(family, _socket.SOCK_DGRAM)
    try:
        for share in (0.4, 1.0):  # a datagram can be lost: what is not answered is asked for once more
            until = monotonic() + (deadline - monotonic()) * share
            for server in asked:
                endpoint.settimeout(0)
                try:
                    endpoint.sendto(query, (server, DNS_PORT))
                except OSError:
                    continue
            while monotonic() < until:
                endpoint.settimeout(max(until - monotonic(), 0.001))
                try:
                    answer, (server, *_) = endpoint.recvfrom(4096)
                except OSError:
                    break  # the time is over
                found = decode_answer(answer, query, kind) if server in asked else None
                if found is not None:
                    return found
    finally:
        endpoint.close()
    raise Unanswered


def encode_query(number: bytes, name: str, kind: int) -> "bytes | None":
    """A recursive query (RFC 1035, 4.1); None for what cannot be a name."""
    labels = name.encode("ascii", "replace").split(b".")
    if not all(0 < len(label) < 64 and b"?" not in label for label in labels) or len(name) > 253:
        return None
    question = b"".join(bytes([len(label)]) + label for label in labels)
    return number + b"\1\0\0\1\0\0\0\0\0\0" + question + b"\0" + bytes([0, kind, 0, IN])


def decode_answer(answer: bytes, query: bytes, kind: int) -> "list[bytes] | None":
    """The addresses in an answer, none for a name that has none; None if it is of no use."""
    if len(answer) < len(query) or answer[:2] != query[:2] or not answer[2] & 0x80 or answer[3] & 15 != NO_ERROR:
        is_ours = len(answer) >= 12 and answer[:2] == query[:2] and answer[2] & 0x80
        return [] if is_ours and answer[3] & 15 == NO_SUCH_NAME else None
    found = []
    position = len(query)  # the header and the question come back as they were
    try:
        for _ in range(answer[6] << 8 | answer[7]):
            while answer[position] not in (0, *range(192, 256)):
                position += 1 + answer[position]
            position += 1 if answer[position] == 0 else 2
            length = answer[position + 8] << 8 | answer[position + 9]
            data = answer[position + 10 : position + 10 + length]
            if answer[position : position + 4] == bytes([0, kind, 0, IN]) and length == (4 if kind == A else 16):
                found.append(data)
            position += 10 + length
    except IndexError:
        return None
    return found
