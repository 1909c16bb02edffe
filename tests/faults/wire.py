# SPDX-License-Identifier: Apache-2.0
"""A few lines of PostgreSQL's protocol 3.0: a psql process for every question would cost more than the trial."""

import socket
import struct

STARTUP = 196608


class ServerError(Exception):
    """What the server says against a statement."""


def receive(line, count):
    data = b""
    while len(data) < count:
        part = line.recv(count - len(data))
        if not part:
            raise ServerError("the server ended the connection")
        data += part
    return data


def message(line):
    kind, length = struct.unpack("!cI", receive(line, 5))
    return kind, receive(line, length - 4)


def row_of(body):
    at, fields = 2, []
    for _ in range(struct.unpack("!H", body[:2])[0]):
        (size,) = struct.unpack("!i", body[at:at + 4])
        at += 4
        fields.append("" if size < 0 else body[at:at + size].decode())
        at += max(size, 0)
    return tuple(fields)


class Session:
    """One connection without a password; every value comes back as text, NULL as ''."""

    def __init__(self, port, database, user="sluice", timeout=120):
        try:
            self.line = socket.create_connection(("127.0.0.1", port), timeout=timeout)
        except OSError as refused:
            raise ServerError(f"no connection to the server: {refused}") from refused
        self.line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        words = b"".join(part.encode() + b"\0" for part in ("user", user, "database", database, "client_min_messages", "error", "search_path", "public"))
        self.line.sendall(struct.pack("!II", len(words) + 9, STARTUP) + words + b"\0")
        self.answer()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.line.close()

    def ask(self, sql):
        """The rows of all statements in it. Several statements are one transaction."""
        self.send(sql)
        return self.answer()

    def send(self, sql):
        text = sql.encode() + b"\0"
        self.line.sendall(b"Q" + struct.pack("!I", len(text) + 4) + text)

    def answer(self):
        rows, error = [], None
        try:
            while True:
                kind, body = message(self.line)
                if kind == b"D":
                    rows.append(row_of(body))
                elif kind == b"E":
                    fields = {part[:1]: part[1:].decode(errors="replace") for part in body.split(b"\0") if part}
                    error = ServerError(f"{fields.get(b'C', '')} {fields.get(b'M', '')}")
                    if fields.get(b"S") == "FATAL":
                        raise error
                elif kind == b"Z":
                    break
        except OSError as lost:
            raise ServerError(f"the server does not answer: {lost}") from lost
        if error:
            raise error
        return rows
