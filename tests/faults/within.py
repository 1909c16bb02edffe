# SPDX-License-Identifier: Apache-2.0
"""Rows of the matrix that one process is enough for: the test binaries that try them are run, and what they tried is
counted. A function with data rows counts one for each row."""

import os
import re

from servers import Wrong, sh, tail
from bench import BIN, ROOT

# Fault, binary, its functions.
TESTS = [
    ("F4", "tst_mariadb_session", ["aCommitWithoutAnAnswerIsUnknown"]),
    ("F6", "tst_mariadb_session", ["aSessionThatWasEndedHasRolledBack"]),
    ("F10", "tst_postgres_failures", ["reportsDeadlocks"]),
    ("F16", "tst_ledger_storage", ["networkFileSystemsAreKnown"]),
    ("F17", "tst_lease_table", ["aJumpOfTheWallClockStealsNothing"]),
    ("F19", "tst_ledger_contract", ["ofSixteenPressesOneCounts", "aRollbackIsPressedOnce"]),
    ("F22", "tst_plan_bundle", ["tamperedCanonicalIsCorrupt", "digestSeesMeaning", "otherRunbookIsCorrupt"]),
    ("F23", "tst_ledger_tampering", []),
    ("F24", "tst_step_protocol", ["oldValuesThatSomebodyDroppedAreNotCalledUndone"]),
    ("F24", "tst_step_guards", ["aChangedRowIsNotOverwrittenByARestoresUndo", "rowsWrittenAfterASwapAreCounted"]),
    ("F25", "tst_schema_drift", []),
    ("F25", "tst_rollout_contract", ["driftHoldsBeforeTheNextStage", "driftWhileAStageBakesKeepsItFromPassing"]),
    ("F27", "tst_sql_classifier", ["refusesEscapes", "refusesSqliteEscapes"]),
    ("F27", "tst_postgres_failures", ["noticesAnEscapedTransaction"]),
    ("F28", "tst_sql_classifier", ["refusesWhatNoTransactionHolds"]),
    ("F29", "tst_postgres_session", ["seesTheSecondStatementFail"]),
    ("F32", "tst_hostile_sources", []),
    ("F34", "tst_hostile_keychain", []),
    ("F35", "tst_cli_secrets", []),
    ("F36", "tst_plan_hostile", []),
    ("F36", "tst_yaml_reader", ["limits"]),
    ("F36", "tst_sql_session", ["readLimitsCut"]),
    ("F37", "tst_postgres_session", ["hostileNames"]),
    ("F38", "tst_out_of_memory", []),
    ("F40", "tst_sqlite_ledger", ["aNewerFormatIsReadButNotWritten", "aFormatThatCannotBeReadIsRefused"]),
    ("F41", "tst_ledger_durability", ["killedWhileTheFileIsMade"]),
    ("F43", "tst_target_identity", ["environmentMustAgree", "copiedFileIsAClone", "templateDatabaseIsAClone", "loadedDumpIsAClone"]),
    ("F1", "tst_ledger_durability", ["killedAtAPointOfAppend"]),
    ("F12", "tst_ledger_durability", ["fullDiskAtEveryPage", "fullDiskInTheWriteAheadLog"]),
    ("F20", "tst_run_simulation", ["everyPromiseHolds"]),
]


SAID = 6  # lines in which a failing test says what it saw


class Process:
    """No target of its own: a test binary brings what it needs."""

    name = "in-process"
    kind = "process"


def test_binary(_, words):
    """As many as it said that passed, and told of by 'tried:' where one function tries many."""
    binary, *functions = words.split()
    environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", SLUICE_BIN_DIR=str(BIN), SLUICE_SOURCE_DIR=str(ROOT), SLUICE_TEST_SHARE="1",
                       QTEST_FUNCTION_TIMEOUT="600000")
    # One forks 28,000 times, each for one allocation that fails: minutes where a fork is slow.
    done = sh([str(BIN.parent / "tests" / binary), *functions, "-v1"], seconds=1200, env=environment)
    if done.returncode:
        lines = done.stdout.splitlines()
        failed = [" ".join(lines[at:at + SAID]) for at, line in enumerate(lines) if line.startswith(("FAIL!", "QFATAL"))]
        raise Wrong(f"{binary} ended with {done.returncode}: {tail(' '.join(failed), done.stderr)}")
    passed = [line for line in done.stdout.splitlines() if line.startswith("PASS   :") and not line.endswith(("initTestCase()", "cleanupTestCase()"))]
    if not passed:
        raise Wrong(f"{binary} never tried anything: {tail(done.stdout)}")
    told = sum(int(number) for number in re.findall(r"tried: (\d+)", done.stdout))
    return max(len(passed), told)


def jobs(engine, _seed, _randoms):
    if engine is not Process:
        return []
    return [(fault, binary.removeprefix("tst_").replace("_", " "), test_binary, " ".join([binary, *functions])) for fault, binary, functions in TESTS]
