"""Sends the same datagrams over and over by UDP at a given rate, and says how many the kernel took.

Reads a file of datagrams, each ended by a NUL. Cheap enough (sendmmsg, 32 a call) that the receiver is what is
measured. Usage: send.py HOST PORT DATAGRAMS-FILE DATAGRAMS-PER-SECOND SECONDS; prints a line of JSON.
"""

import ctypes
import json
import os
import socket
import sys
import time

BATCH = 32


class IoVec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_char_p), ("length", ctypes.c_size_t)]


class MsgHdr(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("iov", ctypes.POINTER(IoVec)),
        ("iov_length", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
    ]


class MMsgHdr(ctypes.Structure):
    _fields_ = [("header", MsgHdr), ("length", ctypes.c_uint32)]


def batches(datagrams: "list[bytes]") -> "list[ctypes.Array[MMsgHdr]]":
    """Every datagram once, in arrays as sendmmsg takes them."""
    if len(datagrams) % BATCH:
        datagrams = datagrams * BATCH
    made = []
    for start in range(0, len(datagrams), BATCH):
        batch = (MMsgHdr * BATCH)()
        for message, payload in zip(batch, datagrams[start : start + BATCH]):
            message.header.iov = ctypes.pointer(IoVec(payload, len(payload)))
            message.header.iov_length = 1
        made.append(batch)
    return made


def main(host: str, port: str, path: str, rate: str, seconds: str) -> None:
    with open(path, "rb") as file:
        made = batches(file.read().split(b"\0")[:-1])
    sendmmsg = ctypes.CDLL(None, use_errno=True).sendmmsg
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as out:
        out.connect((host, int(port)))
        out.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
        number, interval = out.fileno(), BATCH / float(rate)
        begin = time.perf_counter()
        due, end, sent, index = begin, begin + float(seconds), 0, 0
        while due < end:
            now = time.perf_counter()
            if now < due:
                time.sleep(due - now)
            elif now - due > 0.1:  # held up by the machine: do not make up for it in one burst
                due = now
            done = sendmmsg(number, made[index], BATCH, 0)
            if done > 0:
                sent += done
            index = (index + 1) % len(made)
            due += interval
        elapsed = time.perf_counter() - begin
    usage = os.times()
    print(json.dumps({"sent": sent, "seconds": elapsed, "cpuSeconds": usage.user + usage.system}))


main(*sys.argv[1:])
