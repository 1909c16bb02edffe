# SPDX-License-Identifier: Apache-2.0
"""A program that goes on beside the harness."""

import signal
import subprocess
import time

from servers import Wrong, tail


class Begun:
    """A program in the background, perhaps one that stands still at a point of its protocol (SIGSTOP)."""

    def __init__(self, process):
        self.process = process

    def wait_for(self, word):
        """Until it says so."""
        for line in self.process.stderr:
            if word in line:
                return
        raise Wrong(f"a program ended without saying '{word}'")

    def wait_for_event(self, trial, kind):
        """Until the ledger has one, or the program is over."""
        deadline = time.monotonic() + 30
        while not trial.events(kind) and self.process.poll() is None:
            if time.monotonic() > deadline:
                raise Wrong(f"no entry {kind} within 30 s")
            time.sleep(0.01)

    def wake(self):
        self.process.send_signal(signal.SIGCONT)

    def go_on(self):
        """Its exit code and what it said."""
        self.wake()
        try:
            out, err = self.process.communicate(timeout=60)
        except subprocess.TimeoutExpired as late:
            raise Wrong("a runner that went on did not end within 60 s") from late
        if self.process.returncode not in (0, 1, 3, 4):
            raise Wrong(f"a runner that went on ended with {self.process.returncode}: {tail(err, out)}")
        return self.process.returncode, tail(err, out)

    def end(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.communicate()
