# SPDX-License-Identifier: Apache-2.0
"""F12 to F14: a disk that is full, fails to write or fails to sync, at any call: that of the ledger, of the local copies
of runs, of a SQLite warehouse, and of a PostgreSQL server."""

import random
import threading

from engines import RoughPostgres, Wrong
from shims import MANY, Shim
from trial import BACK, FORWARD, Trial

FILES = {"ledger": "/.sluice/ledger.db", "copies": ".intents", "warehouse": "/warehouse.db"}
DISK_KINDS = ("full", "fills-up", "broken", "no-sync")


SERVER_POINTS = [f"{point}:forward" for point in ("K3#2", "K4", "K5", "K6", "K7a", "K7b", "K7a#2", "K8#2", "K10", "K7a#4", "K6#4", "K7a#6")] + [
    f"{point}:back" for point in ("K3#2", "K4", "K5", "K6", "K7a", "K8#2", "K7a#3", "K10")]


class Counts:
    """How many calls a whole run makes, so that any of them can be picked."""

    known = {}
    lock = threading.Lock()

    @classmethod
    def all(cls):
        """What would have to be tried for every call of a run to fail once, and from then on."""
        return 2 * sum(cls.known.values())

    @classmethod
    def of(cls, engine, kind, name, back):
        with cls.lock:
            key = (engine.name, kind, name, back)
            if key not in cls.known:
                shim = Shim()
                with Trial(engine) as trial:
                    if back:
                        trial.finish_forward()
                    shim.arm(kind, FILES[name], MANY, False)
                    trial.run(*(BACK if back else FORWARD), **shim.environment())
                    cls.known[key] = MANY - shim.disarm()[1]
                shim.close()
            return cls.known[key]


def disk(engine, argument):
    """kind:file:forward|back:once|forever:share of the calls that succeed before."""
    kind, name, way, often, share = argument.split(":")
    back = way == "back"
    nth = max(1, round(Counts.of(engine, kind, name, back) * float(share)))
    shim = Shim()
    try:
        with Trial(engine) as trial:
            if back:
                trial.finish_forward()
            shim.arm(kind, FILES[name], nth, often == "forever")
            done = trial.run(*(BACK if back else FORWARD), **shim.environment())
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
        old = trial.stopped(point, *(BACK if way == "back" else FORWARD))
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
    server_shim = Shim()
    RoughPostgres.cluster.environment.update(server_shim.environment())


def jobs(engine, seed, randoms):
    if engine is RoughPostgres:
        return [("F13", "disk full on the server", server_disk, argument) for argument in SERVER_POINTS]
    if engine.kind != "sqlite":
        return []
    generator = random.Random(seed)
    found = []
    fault = {"ledger": "F12 F14", "copies": "F14", "warehouse": "F13 F14"}
    for name in FILES:
        for kind in DISK_KINDS:
            for way, many in (("forward", 4), ("back", 3)) if randoms < 1000 else (("forward", 200), ("back", 200)):
                for n in range(many):
                    share = (n + generator.random()) / many  # one in each part of the run
                    often = "forever" if generator.random() < 0.5 else "once"
                    found.append((fault[name], f"{name} {kind}, {way}", disk, f"{kind}:{name}:{way}:{often}:{share:.4f}"))
    # The ledger takes the command and then gives nobody its lease.
    found.append(("F12 F14", "ledger no-sync, back", disk, "no-sync:ledger:back:forever:0.1385"))
    # A COMMIT that came back with the next one who opened the file.
    return found + [("F13 F14", "warehouse no-sync, forward", disk, f"no-sync:warehouse:forward:forever:{share}") for share in ("0.3", "0.74")]
