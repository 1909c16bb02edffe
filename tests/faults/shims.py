# SPDX-License-Identifier: Apache-2.0
"""The library of shim.cpp: calls of a program that fail on demand, and a record of what it wrote."""

import errno
import mmap
import os
import shutil
import struct
import subprocess
import tempfile
import threading
from pathlib import Path

WRITE, SYNC, SIZE, ALLOCATE, FILE_SYSTEM, NAME = 1, 2, 4, 8, 16, 32
LAYOUT = struct.Struct("=iiiii92s16s")
KINDS = {  # which calls, how they fail
    "full": (WRITE | SIZE | NAME, errno.ENOSPC),
    "fills-up": (WRITE, 0),
    "broken": (WRITE | SYNC | SIZE | NAME, errno.EIO),
    "no-sync": (SYNC, errno.EIO),
    "no-memory": (ALLOCATE, errno.ENOMEM),
}
MANY = 1_000_000_000


class Shim:
    """The library, built once, and one control file."""

    folder = None
    lock = threading.Lock()
    number = 0

    @classmethod
    def build(cls):
        with cls.lock:
            cls.number += 1
            if cls.folder:
                return
            folder = Path(tempfile.mkdtemp(prefix="sluice-faults-shim-"))
            folder.chmod(0o755)  # the server runs as somebody else
            source = Path(__file__).with_name("shim.cpp")
            subprocess.run(["c++", "-std=c++20", "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", "-o", folder / "shim.so", source, "-ldl"], check=True)
            cls.folder = folder

    @classmethod
    def remove(cls):
        if cls.folder:
            shutil.rmtree(cls.folder)
            cls.folder = None

    def __init__(self):
        self.build()
        self.path = self.folder / f"control-{self.number}"
        self.path.write_bytes(bytes(LAYOUT.size))
        self.path.chmod(0o666)
        self.file = open(self.path, "r+b")
        self.memory = mmap.mmap(self.file.fileno(), LAYOUT.size)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def environment(self, log=None):
        # A sanitizer wants to be the first library, and need not be.
        sanitizer = ":".join(part for part in (os.environ.get("ASAN_OPTIONS"), "verify_asan_link_order=0") if part)
        logged = {"SLUICE_SHIM_LOG": str(log)} if log else {}
        return {"LD_PRELOAD": str(self.folder / "shim.so"), "SLUICE_SHIM": str(self.path), "ASAN_OPTIONS": sanitizer, **logged}

    def arm(self, kind, part, nth, forever, but=""):
        self.arm_calls(*KINDS[kind], part, nth, forever, but)

    def arm_calls(self, calls, error, part, nth, forever, but=""):
        # The switch last, when the rest is said.
        self.memory[4:] = LAYOUT.pack(0, error, int(forever), nth, 0, part.encode(), but.encode())[4:]
        self.memory[:4] = struct.pack("=i", calls)

    def disarm(self):
        """How many calls failed, and how many were left before the one that fails."""
        self.memory[:4] = bytes(4)
        _, _, _, left, struck, _, _ = LAYOUT.unpack(self.memory[:])
        return struck, left

    def close(self):
        self.memory.close()
        self.file.close()
        self.path.unlink()
