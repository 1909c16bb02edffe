# SPDX-License-Identifier: Apache-2.0
"""The fault matrix: what may happen, and how often it must have been tried before zero wrong results mean anything."""

import resource
import threading
import time

EVERY = None  # every point that there is: met when each was tried

# Fault, what it is, bar of --ci, bar of --night, in which unit.
ROWS = [
    ("F1", "kill at a point of the protocol", 3_000, 120_000, "kills"),
    ("F2", "second kill in the recovery", 1_152, 1_152, "pairs"),
    ("F3", "kill at any time", 500, 5_000, "kills"),
    ("F4", "line cut around COMMIT", 300, 5_000, "cuts"),
    ("F5", "line goes silent", 30, 300, "silences"),
    ("F6", "session ended on the server", EVERY, 2_000, "endings"),
    ("F7", "server restarted", 10, 200, "restarts"),
    ("F8", "client dead, statement goes on", 20, 500, "zombies"),
    ("F9", "readers queue behind a lock", 100, 100, "readers"),
    ("F10", "deadlock, concurrent build against waiters", 50, 500, "conflicts"),
    ("F11", "concurrent build leaves an invalid index", 20, 20, "builds"),
    ("F12", "disk full under the ledger", 200, 200, "pages"),
    ("F13", "disk full under the target", 20, 500, "disks"),
    ("F14", "write, sync, size or name call fails", EVERY, 20_000, "calls"),
    ("F15", "power lost, unsynced writes gone", 500, 10_000, "losses"),
    ("F16", "ledger on a network file system", EVERY, EVERY, "file systems"),
    ("F17", "clock jumps", 50, 50, "jumps"),
    ("F18", "runner stopped past its lease", 50, 500, "stops"),
    ("F19", "several press Roll back at once", 300, 5_000, "races"),
    ("F20", "agent advances while a console rolls back", 720, 20_000, "orders"),
    ("F21", "permission withdrawn between check and step", 100, 100, "steps"),
    ("F22", "files edited after the start", 200, 200, "edits"),
    ("F23", "ledger rewritten", EVERY, EVERY, "changes"),
    ("F24", "kept values dropped, altered, written", EVERY, EVERY, "changes"),
    ("F25", "schema drifts from the baseline", 30, 30, "drifts"),
    ("F26", "a step's hidden effect", EVERY, EVERY, "effects"),
    ("F27", "step tries to leave its transaction", 40, 40, "texts"),
    ("F28", "statement that no transaction holds", EVERY, EVERY, "texts"),
    ("F29", "second statement of a batch fails", EVERY, EVERY, "batches"),
    ("F30", "pooler before the server", EVERY, EVERY, "poolers"),
    ("F31", "failover to a stale replica", 20, 20, "failovers"),
    ("F32", "metric source dead or lying", 40, 40, "sources"),
    ("F33", "nobody is told of news", EVERY, EVERY, "losses"),
    ("F34", "keychain absent, hanging, lying", 12, 12, "keychains"),
    ("F35", "secrets in sinks", EVERY, EVERY, "sinks"),
    ("F36", "huge or malicious input", EVERY, EVERY, "inputs"),
    ("F37", "hostile names", 60, 60, "names"),
    ("F38", "out of memory", EVERY, EVERY, "allocations"),
    ("F39", "asked to leave in the middle of a step", EVERY, EVERY, "signals"),
    ("F40", "ledger of a newer version", EVERY, EVERY, "commands"),
    ("F41", "making or raising the ledger cut off", EVERY, EVERY, "points"),
    ("F42", "machine asleep in the middle of a step", 20, 20, "sleeps"),
    ("F43", "another target behind the same name", EVERY, EVERY, "targets"),
    ("F44", "rollback fails midway", EVERY, EVERY, "faults"),
]


class Table:
    """What was tried and what came of it; written by all workers."""

    def __init__(self, seed):
        self.seed = seed
        self.results = {}
        self.failures = []
        self.seconds = {}  # of the same rows, of all their trials together
        self.functions = {}  # name of a trial: how much it tried
        self.said = {}  # fault: what its row means
        self.lock = threading.Lock()
        self.began = time.monotonic()
        self.jobs = 0

    def take(self, job):
        fault, what, engine, function, argument = job
        problem, done = None, 1
        row, began = (fault, what, engine.name), time.monotonic()
        try:
            done = function(engine, argument) or 1
        except (Exception, SystemExit) as caught:  # a harness error is a wrong result too: nothing may pass unseen
            problem = caught
        with self.lock:
            self.jobs += 1
            if self.jobs % 100 == 0:
                print(f"{self.jobs} trials after {time.monotonic() - self.began:.0f} s", flush=True)
            tried, wrong = self.results.get(row, (0, 0))
            self.results[row] = (tried + done, wrong + (problem is not None))
            self.seconds[row] = self.seconds.get(row, 0) + time.monotonic() - began
            self.functions[function.__name__] = self.functions.get(function.__name__, 0) + done
            if problem is not None:
                self.failures.append(f"{fault} {what} on {engine.name}, --seed {self.seed} --engine {engine.kind}"
                                     f" --only {function.__name__}:{argument}: {problem or type(problem).__name__}")
                print("WRONG", self.failures[-1], flush=True)

    def tried_by(self, function):
        return self.functions.get(function.__name__, 0)

    def tried_in_process(self, wanted):
        return sum(tried for (fault, _, engine), (tried, _) in self.results.items() if wanted in fault.split() and engine == "in-process")

    def say(self, fault, enumerated, text):
        """What was tried one after the other and what only sampled, where one number does not tell; without the former
        the bar is not met."""
        self.said[fault] = (enumerated > 0, text)

    def of_fault(self, fault):
        """Tried and wrong, of all that says something of a row."""
        of_fault = [result for key, result in self.results.items() if fault in key[0].split()]
        return (sum(part) for part in zip(*of_fault)) if of_fault else (0, 0)

    def unmet(self):
        """Rows whose bar is a number that more trials would reach."""
        return {fault for fault, _, ci, _, _ in ROWS if ci is not EVERY and next(iter(self.of_fault(fault))) < ci}

    def print(self, is_night, is_whole):
        print(f"{'fault':<9} {'what':<40} {'engine':<11} {'tried':>7} {'wrong':>6} {'seconds':>8}")
        for row, (tried, wrong) in self.results.items():
            fault, what, engine = row
            print(f"{fault:<9} {what:<40} {engine:<11} {tried:>7} {wrong:>6} {self.seconds[row]:>8.0f}")
        tried = sum(t for t, _ in self.results.values())
        print(f"{'total':<9} {'':<40} {'':<11} {tried:>7} {len(self.failures):>6}   seed {self.seed}")
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        print(f"{self.jobs} trials took {time.monotonic() - self.began:.0f} s, their programs {used.ru_utime + used.ru_stime:.0f} s of processor time")
        missed = self.print_bars(is_night) if is_whole else 0
        for failure in self.failures:
            print("WRONG", failure)
        return missed

    def print_bars(self, is_night):
        print(f"\n{'row':<5} {'fault':<44} {'bar':>15} {'tried':>7} {'wrong':>6}  bar is")
        missed = 0
        for fault, what, ci, night, unit in ROWS:
            tried, wrong = self.of_fault(fault)
            bar = night if is_night else ci
            is_met = tried >= (bar or 1) and not wrong and self.said.get(fault, (True,))[0]
            missed += not is_met
            said = "met" if is_met else "WRONG" if wrong else "not met"
            print(f"{fault:<5} {what:<44} {f'{bar} {unit}' if bar else f'each of {unit}':>15} {tried:>7} {wrong:>6}  {said}")
        for fault, (_, text) in self.said.items():
            print(f"{fault}: {text}")
        print(f"{len(ROWS) - missed} of {len(ROWS)} bars of {'--night' if is_night else '--ci'} met")
        return missed
