# SPDX-License-Identifier: Apache-2.0
"""F4, F5: the line to the server is cut around a COMMIT, or goes silent there. A proxy that reads the client's messages
(protocol 3.0: a start-up message without a type, then type, length, body) strikes at the n-th COMMIT of the session
that does the steps."""

import socket
import struct
import threading

from engines import Postgres, Wrong
from trial import BACK, PLAN_ID, Trial

STARTUP = 196608


class Proxy:
    def __init__(self, port):
        self.server_port = port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.lock = threading.Lock()
        self.kind, self.left, self.strikes = None, 0, 0
        threading.Thread(target=self.accept, daemon=True).start()

    def arm(self, kind, nth):
        with self.lock:
            self.kind, self.left = kind, nth

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
            kind, self.kind = self.kind, None
            self.strikes += 1
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
            Line(self, client, server)

    def close(self):
        self.listener.close()


class Line:
    """One connection through the proxy: a thread for each direction."""

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
            is_commit = is_steps and head[:1] == b"Q" and body.rstrip(b"\0").strip().upper() == b"COMMIT"
            kind = self.proxy.take() if is_commit else None
            if kind == "before":
                return
            if kind == "silence-before":
                self.wait_for_end()
                return
            self.fault = kind
            self.server.sendall(head + body)
            if kind == "after":
                return
            if kind == "silence-after":
                self.wait_for_end()
                return

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


def impatient(text):
    """A server that is silent is given up 10 s after the time that a statement may take."""
    return text.replace("rollback: {window", "defaults: {statement_timeout: 1s}\nrollback: {window")


def through_proxy(engine, argument, body):
    kind, nth = argument.split("#")
    # Its engine must be there before the proxy, and its connection must lead through it.
    proxy = Proxy(engine.cluster.port)
    try:
        with Trial(engine, port=proxy.port, change=impatient if kind.startswith("silence") else None) as trial:
            body(trial, proxy, kind, int(nth))
            if not proxy.strikes:
                raise Wrong(f"there was never a COMMIT {nth} to strike at")
    finally:
        proxy.close()


def cut_forward(engine, argument):
    def body(trial, proxy, kind, nth):
        proxy.arm(kind, nth)
        trial.settle_forward()
        proxy.disarm()
        trial.finish_rollback()

    through_proxy(engine, argument, body)


def cut_back(engine, argument):
    def body(trial, proxy, kind, nth):
        trial.finish_forward()
        proxy.arm(kind, nth)
        trial.run(*BACK)
        proxy.disarm()
        trial.check_readers()
        trial.settle_rollback()

    through_proxy(engine, argument, body)


def jobs(engine, _seed, _randoms):
    if engine is not Postgres:
        return []
    found = [("F4", f"cut {kind}, forward", cut_forward, f"{kind}#{n}") for kind in ("before", "answer") for n in range(1, 12)]
    # Whether the server comes to this COMMIT before it learns that nobody is there is open, as it is outside.
    found += [("F4", "cut after, forward", cut_forward, f"after#{n}") for n in range(1, 12, 2)]
    found += [("F4 F44", f"cut {kind}, rollback", cut_back, f"{kind}#{n}") for kind in ("before", "answer") for n in range(1, 7)]
    found += [("F5", "black hole, forward", cut_forward, argument) for argument in ("silence-before#3", "silence-after#2", "silence-after#5")]
    return found + [("F5 F44", "black hole, rollback", cut_back, "silence-after#2")]
