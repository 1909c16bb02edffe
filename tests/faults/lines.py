# SPDX-License-Identifier: Apache-2.0
"""F4, F5: the line to the server is cut around a COMMIT (on MariaDB around what commits by itself, too), or goes silent
there. A proxy that reads the client's messages strikes at the n-th of them, and at every second one from there on."""

import re
import socket
import struct
import threading
import time

from engines import Mariadb, Postgres, Wrong
from trial import BACK, Trial

STARTUP = 196608
COMMITTING = re.compile(rb"\s*(/\*.*?\*/\s*)?(COMMIT|ALTER|CREATE|DROP|RENAME)\b", re.IGNORECASE | re.DOTALL)
NAMED = re.compile(rb"SET application_name = '[^']*:steps'")  # over ODBC a session says so when it is connected
SILENCE = 30  # seconds within which a silent server is given up


class Proxy:
    def __init__(self, port, line):
        self.server_port, self.line = port, line
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.kind, self.left, self.times, self.strikes = None, 0, 0, 0
        threading.Thread(target=self.accept, daemon=True).start()

    def arm(self, kind, nth, times):
        with self.lock:
            self.kind, self.left, self.times = kind, nth, times

    def disarm(self):
        with self.lock:
            self.kind = None

    def take(self):
        """The fault, at the COMMIT that it is for."""
        with self.lock:
            if not self.kind:
                return None
            self.left -= 1
            if self.left:
                return None
            self.strikes += 1
            self.times -= 1
            self.left = 2
            kind, self.kind = self.kind, self.kind if self.times else None
            return kind

    def accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.server_port))
            except OSError:
                client.close()
                continue
            for side in (client, server):  # messages go on one by one; nobody shall wait for more of them
                side.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self.line(self, client, server)

    def close(self):
        self.listener.close()


class Line:
    """One connection through the proxy: a thread for each direction. What a message is says its protocol."""

    def __init__(self, proxy, client, server):
        self.proxy, self.client, self.server = proxy, client, server
        self.fault = None  # decides what becomes of the server's next bytes
        for pump in (self.from_client, self.from_server):
            threading.Thread(target=self.guard, args=(pump,), daemon=True).start()

    def guard(self, pump):
        try:
            pump()
        except OSError:
            pass
        finally:
            self.cut()

    def cut(self):
        for side in (self.client, self.server):
            try:
                side.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def read(self, count):
        data = b""
        while len(data) < count:
            part = self.client.recv(count - len(data))
            if not part:
                raise OSError("closed")
            data += part
        return data

    def pass_on(self, data, is_commit):
        """False when nothing may follow."""
        kind = self.proxy.take() if is_commit else None
        if kind == "before":
            return False
        if kind == "silence-before":
            self.wait_for_end()
            return False
        self.fault = kind
        self.server.sendall(data)
        if kind == "silence-after":
            self.wait_for_end()
        return kind not in ("after", "silence-after")

    def wait_for_end(self):
        """Nothing passes any more; when the client gives up, the server learns it."""
        while self.client.recv(65536):
            pass

    def from_server(self):
        while data := self.server.recv(65536):
            if self.fault == "answer":
                return
            if self.fault != "silence-after":
                self.client.sendall(data)


class PostgresLine(Line):
    """Protocol 3.0: a start-up message without a type, then type, length, body. Only the session that does the steps."""

    def from_client(self):
        is_steps = False
        while True:  # start-up: requests for encryption may come first
            length = self.read(4)
            body = self.read(struct.unpack("!I", length)[0] - 4)
            self.server.sendall(length + body)
            if struct.unpack("!I", body[:4])[0] == STARTUP:
                is_steps = b":steps\0" in body
                break
        while True:
            head = self.read(5)
            body = self.read(struct.unpack("!I", head[1:])[0] - 4)
            is_steps = is_steps or (head[:1] == b"Q" and NAMED.match(body) is not None)
            if not self.pass_on(head + body, is_steps and head[:1] == b"Q" and body.rstrip(b"\0").strip().upper() == b"COMMIT"):
                return


class MariadbLine(Line):
    """Packets of length (3 bytes), number, payload; a command is number 0, a query among them begins with 3."""

    def from_client(self):
        while True:
            head = self.read(4)
            body = self.read(int.from_bytes(head[:3], "little"))
            if not self.pass_on(head + body, head[3] == 0 and body[:1] == b"\3" and COMMITTING.match(body[1:])):
                return


def impatient(text):
    """A server that is silent is given up 10 s after the time that a statement may take."""
    return text.replace("rollback: {window", "defaults: {statement_timeout: 1s}\nrollback: {window")


def through_proxy(engine, argument, body):
    kind, nth, times = argument.split("#")
    # Its engine must be there before the proxy, and its connection must lead through it.
    proxy = Proxy(engine.cluster.port, MariadbLine if engine is Mariadb else PostgresLine)
    try:
        with Trial(engine, port=proxy.port, change=impatient if kind.startswith("silence") else None) as trial:
            body(trial, proxy, kind, int(nth), int(times))
            if not proxy.strikes:
                raise Wrong(f"there was never a COMMIT {nth} to strike at")
            return proxy.strikes
    finally:
        proxy.close()


def cut_forward(engine, argument):
    def body(trial, proxy, kind, nth, times):
        proxy.arm(kind, nth, times)
        trial.settle_forward()
        proxy.disarm()
        trial.finish_rollback()

    return through_proxy(engine, argument, body)


def cut_back(engine, argument):
    def body(trial, proxy, kind, nth, times):
        trial.finish_forward()
        proxy.arm(kind, nth, times)
        trial.run(*BACK)
        trial.check_readers()
        trial.settle_rollback()
        proxy.disarm()

    return through_proxy(engine, argument, body)


def silent(engine, argument):
    """Whoever waits for the server's answer learns in time that there will be none."""
    way, argument = argument.split(":")

    def body(trial, proxy, kind, nth, times):
        if way == "back":
            trial.finish_forward()
        proxy.arm(kind, nth, times)
        began = time.monotonic()
        trial.run(*(BACK if way == "back" else ("run", "faults", "--exit-on-hold")))
        took = time.monotonic() - began
        if took > SILENCE + 10:  # what it has to do before and afterwards
            raise Wrong(f"a silent server was given up after {took:.0f} s")
        if way == "back":
            trial.check_readers()
            trial.settle_rollback()
        else:
            trial.settle_forward()
            trial.finish_rollback()

    return through_proxy(engine, argument, body)


PATIENT = {silent}


def jobs(engine, _seed, randoms):
    if engine not in (Postgres, Mariadb):
        return []
    kinds, nths = ("before", "answer", "after"), range(1, 6)
    found = [("F4", f"cut {kind}, forward", cut_forward, f"{kind}#{n}#4") for kind in kinds for n in nths]
    found += [("F4 F44", f"cut {kind}, rollback", cut_back, f"{kind}#{n}#3") for kind in kinds for n in range(1, 4)]
    if engine is Postgres:
        found += [("F5", "black hole, forward", silent, f"forward:silence-{when}#{n}#1") for when in ("before", "after") for n in range(1, 10)]
        found += [("F5 F44", "black hole, rollback", silent, f"back:silence-{when}#{n}#1") for when in ("before", "after") for n in range(1, 7)]
    return found
