# SPDX-License-Identifier: Apache-2.0
"""F12 to F14: a disk that is full, fails to write or fails to sync, at any call: that of the ledger, of the local copies
of runs, of a SQLite warehouse, and of a PostgreSQL server."""

import errno
import mmap
import os
import random
import struct
import subprocess
import tempfile
import threading
from pathlib import Path

from engines import RoughPostgres, Wrong
from trial import BACK, PLAN_ID, Trial

WRITE, SYNC, SIZE = 1, 2, 4
LAYOUT = struct.Struct("=iiiii108s")
KINDS = {  # which calls, how they fail
    "full": (WRITE | SIZE, errno.ENOSPC),
    "fills-up": (WRITE, 0),
    "broken": (WRITE | SYNC | SIZE, errno.EIO),
    "no-sync": (SYNC, errno.EIO),
}
FILES = {"ledger": "/.sluice/ledger.db", "copies": ".intents", "warehouse": "/warehouse.db"}
MANY = 1_000_000


class Shim:
    """The library, built once, and one control file."""

    folder = None
    lock = threading.Lock()

    @classmethod
    def build(cls):
        with cls.lock:
            if cls.folder:
                return
            folder = Path(tempfile.mkdtemp(prefix="sluice-faults-shim-"))
            folder.chmod(0o755)  # the server runs as somebody else
            source = Path(__file__).with_name("shim.cpp")
            subprocess.run(["c++", "-std=c++20", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", folder / "shim.so", source, "-ldl"], check=True)
            cls.folder = folder

    @classmethod
    def remove(cls):
        import shutil

        if cls.folder:
            shutil.rmtree(cls.folder)
            cls.folder = None

    def __init__(self, name):
        self.build()
        self.path = self.folder / name
        self.path.write_bytes(bytes(LAYOUT.size))
        self.path.chmod(0o666)
        self.file = open(self.path, "r+b")
        self.memory = mmap.mmap(self.file.fileno(), LAYOUT.size)

    def environment(self):
        # A sanitizer wants to be the first library, and need not be.
        sanitizer = ":".join(part for part in (os.environ.get("ASAN_OPTIONS"), "verify_asan_link_order=0") if part)
        return {"LD_PRELOAD": str(self.folder / "shim.so"), "SLUICE_SHIM": str(self.path), "ASAN_OPTIONS": sanitizer}

    def arm(self, kind, part, nth, forever):
        calls, error = KINDS[kind]
        # The switch last, when the rest is said.
        self.memory[4:] = LAYOUT.pack(0, error, int(forever), nth, 0, part.encode())[4:]
        self.memory[:4] = struct.pack("=i", calls)

    def disarm(self):
        """How many calls failed, and how many there were in all."""
        self.memory[:4] = bytes(4)
        _, _, _, left, struck, _ = LAYOUT.unpack(self.memory[:])
        return struck, left

    def close(self):
        self.memory.close()
        self.file.close()
        self.path.unlink()


class Counts:
    """How many calls a whole run makes, so that any of them can be picked."""

    known = {}
    lock = threading.Lock()

    @classmethod
    def of(cls, engine, kind, name, back):
        with cls.lock:
            key = (engine.name, kind, name, back)
            if key not in cls.known:
                shim = Shim(f"count-{len(cls.known)}")
                with Trial(engine) as trial:
                    if back:
                        trial.finish_forward()
                    shim.arm(kind, FILES[name], MANY, False)
                    trial.run(*(BACK if back else ("run", PLAN_ID, "--exit-on-hold")), **shim.environment())
                    cls.known[key] = MANY - shim.disarm()[1]
                shim.close()
            return cls.known[key]


def disk(engine, argument):
    """kind:file:forward|back:once|forever:share of the calls that succeed before."""
    kind, name, way, often, share = argument.split(":")
    back = way == "back"
    nth = max(1, round(Counts.of(engine, kind, name, back) * float(share)))
    shim = Shim(f"{kind}-{name}-{way}-{often}-{share}-{engine.kind}")
    try:
        with Trial(engine) as trial:
            if back:
                trial.finish_forward()
            shim.arm(kind, FILES[name], nth, often == "forever")
            done = trial.run(*(BACK if back else ("run", PLAN_ID, "--exit-on-hold")), **shim.environment())
            struck, _ = shim.disarm()
            if not struck:
                raise Wrong(f"call {nth} was never made")
            if back:
                trial.check_readers()
                if name == "ledger" and done.returncode:
                    raise Wrong(f"without its ledger the rollback ended with {done.returncode}: {done.stderr.strip()}")
                trial.settle_rollback()
            else:
                trial.settle_forward()
                trial.finish_rollback()
    finally:
        shim.close()


def server_disk(engine, argument):
    """The disk of the server's tables is full from a point of the protocol on, until somebody makes room."""
    point, way = argument.split(":")
    with Trial(engine) as trial:
        if way == "back":
            trial.finish_forward()
        old = trial.stopped(point, *(BACK if way == "back" else ("run", PLAN_ID, "--exit-on-hold")))
        server_shim.arm("full", "/base/", 1, True)
        try:
            old.go_on()
        finally:
            struck, _ = server_shim.disarm()
        if not struck:
            raise Wrong("the server never wanted to write")
        if way == "back":
            trial.check_readers()
            trial.settle_rollback()
        else:
            trial.settle_forward()
            trial.finish_rollback()


server_shim = None


def prepare_server():
    global server_shim
    server_shim = Shim("server")
    RoughPostgres.cluster.environment.update(server_shim.environment())


def jobs(engine, seed, randoms):
    if engine is RoughPostgres:
        return [("F13", "disk full on the server", server_disk, argument) for argument in
                ("K5:forward", "K7a:forward", "K7b:forward", "K7a#4:forward", "K8#2:forward", "K4:back", "K8#2:back")]
    if engine.kind != "sqlite":
        return []
    generator = random.Random(seed)
    found = []
    fault = {"ledger": "F12 F14", "copies": "F14", "warehouse": "F13 F14"}
    for name in FILES:
        for kind in KINDS:
            for way, many in (("forward", 4), ("back", 3)) if randoms < 1000 else (("forward", 200), ("back", 200)):
                for n in range(many):
                    share = (n + generator.random()) / many  # one in each part of the run
                    often = "forever" if generator.random() < 0.5 else "once"
                    found.append((fault[name], f"{name} {kind}, {way}", disk, f"{kind}:{name}:{way}:{often}:{share:.4f}"))
    # A COMMIT that came back with the next one who opened the file.
    return found + [("F13 F14", "warehouse no-sync, forward", disk, f"no-sync:warehouse:forward:forever:{share}") for share in ("0.3", "0.74")]
