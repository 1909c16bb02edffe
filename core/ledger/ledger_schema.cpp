// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/ledger_schema.h"

#include "base/kill_point.h"

#include <array>

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 kApplicationId = 0x536C6331; // "Slc1", marks the file for file(1) and for readLedgerFormat

// The triggers are a seat belt against slips, not a lock: whoever can write the file can drop them. The chain and its
// anchors are what tells. BEFORE INSERT also stops INSERT OR REPLACE, which deletes without firing delete triggers.
constexpr auto kFormat1 = std::to_array<const char *>({
    "CREATE TABLE ledger_meta(key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
    "INSERT INTO ledger_meta VALUES('format', '1'), ('readable_from', '1'), ('search_version', '0'), ('search_seq', '0')",

    "CREATE TABLE ledger_event("
    " seq INTEGER PRIMARY KEY,"
    " type TEXT NOT NULL,"
    " at_ms INTEGER NOT NULL,"
    " actor TEXT NOT NULL,"
    " run TEXT NOT NULL,"
    " payload BLOB NOT NULL,"
    " previous_hash BLOB NOT NULL CHECK(length(previous_hash) = 32),"
    " hash BLOB NOT NULL CHECK(length(hash) = 32)) STRICT",
    "CREATE INDEX ledger_event_run ON ledger_event(run) WHERE run <> ''",

    // latest_ms and backstep_ms bound how far time ever ran backwards, so that a time range can be found by bisection.
    "CREATE TABLE ledger_head("
    " one INTEGER PRIMARY KEY CHECK(one = 1),"
    " seq INTEGER NOT NULL,"
    " hash BLOB NOT NULL CHECK(length(hash) = 32),"
    " latest_ms INTEGER NOT NULL,"
    " backstep_ms INTEGER NOT NULL) STRICT",
    "INSERT INTO ledger_head VALUES(1, 0, zeroblob(32), 0, 0)",

    "CREATE TABLE ledger_plan("
    " digest TEXT PRIMARY KEY,"
    " canonical BLOB NOT NULL,"
    " runbook BLOB NOT NULL,"
    " runbook_digest TEXT NOT NULL) STRICT",

    "CREATE TABLE ledger_lease("
    " target TEXT PRIMARY KEY,"
    " epoch INTEGER NOT NULL,"
    " runner TEXT NOT NULL,"
    " acquired_ms INTEGER NOT NULL,"
    " expires_ms INTEGER NOT NULL,"
    " expires_monotonic_ms INTEGER NOT NULL,"
    " machine TEXT NOT NULL,"
    " boot TEXT NOT NULL,"
    " pid_space TEXT NOT NULL,"
    " clock_space TEXT NOT NULL,"
    " pid INTEGER NOT NULL,"
    " process_started INTEGER NOT NULL) STRICT",

    "CREATE TRIGGER ledger_event_order BEFORE INSERT ON ledger_event"
    " WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM ledger_event)"
    " BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_event_no_update BEFORE UPDATE ON ledger_event"
    " BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_event_no_delete BEFORE DELETE ON ledger_event"
    " BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_head_forward BEFORE UPDATE ON ledger_head WHEN NEW.seq <= OLD.seq"
    " BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_head_one BEFORE INSERT ON ledger_head"
    " BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_head_no_delete BEFORE DELETE ON ledger_head"
    " BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_plan_once BEFORE INSERT ON ledger_plan"
    " WHEN EXISTS(SELECT 1 FROM ledger_plan WHERE digest = NEW.digest)"
    " BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_plan_no_update BEFORE UPDATE ON ledger_plan"
    " BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
    "CREATE TRIGGER ledger_plan_no_delete BEFORE DELETE ON ledger_plan"
    " BEGIN SELECT raise(ABORT, 'the ledger is append-only'); END",
});

Result<void> executeAll(SqlSession &session, const auto &statements)
{
    for (const char *statement : statements)
        SLUICE_CHECK(session.execute(QLatin1String(statement)));
    return {};
}

} // namespace

Result<LedgerFormat> readLedgerFormat(SqlSession &session, const QString &file)
{
    SLUICE_TRY(const SqlRows tables,
        session.query(u"SELECT count(*), coalesce(sum(name = 'ledger_meta' AND type = 'table'), 0) FROM sqlite_master"_s));
    if (tables.rows.size() != 1 || tables.rows[0].size() != 2)
        return fail(ErrorCode::LedgerCorrupt, u"the ledger's catalogue cannot be read"_s, file);
    if (tables.rows[0][0].toLongLong() == 0)
        return LedgerFormat {};
    if (tables.rows[0][1].toLongLong() == 0)
        return fail(ErrorCode::NotSupported, u"the file is a database, but not a ledger"_s, file,
            u"name another file as the ledger; this one was left as it is"_s);
    SLUICE_TRY(const SqlRows meta, session.query(u"SELECT key, value FROM ledger_meta"_s));
    LedgerFormat format;
    for (const QVariantList &row : meta.rows) {
        if (row[0].toString() == u"format")
            format.version = row[1].toInt();
        else if (row[0].toString() == u"readable_from")
            format.readableFrom = row[1].toInt();
    }
    if (format.version <= 0 || format.readableFrom <= 0)
        return fail(ErrorCode::LedgerCorrupt, u"the ledger does not say which format it has"_s, file,
            u"restore the file from a backup"_s);
    if (format.readableFrom > kLedgerFormat)
        return fail(ErrorCode::NotSupported, u"the ledger was written by a newer version of Sluice (format "_s
                + QString::number(format.version) + u"), which this version cannot read"_s,
            file, u"install the newer version"_s);
    return format;
}

Result<void> migrateLedger(SqlSession &session, int fromVersion)
{
    SLUICE_INVARIANT(session.isInTransaction() && fromVersion >= 0 && fromVersion < kLedgerFormat);
    SLUICE_KILL_POINT("ledger.migrate.before");
    // Each format adds its step here: if (fromVersion < 2) executeAll(kFormat2) …, so that any age comes up in one go.
    if (fromVersion < 1) {
        SLUICE_CHECK(executeAll(session, kFormat1));
        SLUICE_CHECK(session.execute(u"PRAGMA application_id = "_s + QString::number(kApplicationId)));
    }
    SLUICE_KILL_POINT("ledger.migrate.middle");
    SLUICE_CHECK(session.execute(u"PRAGMA user_version = "_s + QString::number(kLedgerFormat)));
    return {};
}

Result<void> resetSearchIndex(SqlSession &session)
{
    SLUICE_INVARIANT(session.isInTransaction());
    // Words arrive as ASCII tokens made by ledger_search, so the tokenizer only has to cut at spaces. No positions are
    // kept: every query is a conjunction of words and facets.
    SLUICE_CHECK(session.execute(u"DROP TABLE IF EXISTS ledger_words"_s));
    SLUICE_CHECK(session.execute(u"DROP TABLE IF EXISTS ledger_search"_s));
    SLUICE_CHECK(session.execute(u"CREATE VIRTUAL TABLE ledger_search USING fts5("
                                 "tokens, content='', columnsize=0, detail=none, tokenize=\"ascii tokenchars '._'\")"_s));
    SLUICE_CHECK(session.execute(u"CREATE VIRTUAL TABLE ledger_words USING fts5vocab('ledger_search', 'instance')"_s));
    SLUICE_CHECK(session.execute(u"UPDATE ledger_meta SET value = '0' WHERE key = 'search_seq'"_s));
    SLUICE_CHECK(session.executeBound(
        u"UPDATE ledger_meta SET value = ? WHERE key = 'search_version'"_s, { QString::number(kSearchVersion) }));
    return {};
}

} // namespace sluice
