// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_ledger_sql.h"

namespace sluice {

using namespace Qt::StringLiterals;

/// The triggers stop slips of whoever owns the tables; the rights keep everybody else away. A superuser can get past
/// both: the chain and its anchors are what tells then.
QStringList postgresLedgerTables()
{
    return {
        u"CREATE TABLE sluice_ledger.meta (singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), format "
        u"integer NOT NULL,"
        " readable_from integer NOT NULL)"_s,

        // token is no part of the chain: it names the call, so that one whose answer was lost can be asked again.
        u"CREATE TABLE sluice_ledger.event (seq bigint PRIMARY KEY, type text NOT NULL, at_ms bigint NOT NULL, actor "
        u"text NOT NULL,"
        " run text NOT NULL, payload bytea NOT NULL, previous_hash bytea NOT NULL CHECK (octet_length(previous_hash) = "
        "32),"
        " hash bytea NOT NULL CHECK (octet_length(hash) = 32), token uuid NOT NULL)"_s,
        u"CREATE INDEX event_run ON sluice_ledger.event (run, seq) WHERE run <> ''"_s,
        u"CREATE INDEX event_at ON sluice_ledger.event (at_ms)"_s,
        u"CREATE INDEX event_token ON sluice_ledger.event (token)"_s,

        u"CREATE TABLE sluice_ledger.head (singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton), seq bigint "
        u"NOT NULL,"
        " hash bytea NOT NULL CHECK (octet_length(hash) = 32), latest_ms bigint NOT NULL, backstep_ms bigint NOT NULL)"_s,
        u"INSERT INTO sluice_ledger.head (seq, hash, latest_ms, backstep_ms) VALUES (0, decode(repeat('00', 32), 'hex'), 0, 0)"_s,

        u"CREATE TABLE sluice_ledger.plan (digest text PRIMARY KEY, canonical bytea NOT NULL, runbook bytea NOT NULL,"
        " runbook_digest text NOT NULL)"_s,

        // holder is the login that the server saw; process tells another runner on the same machine whether it still
        // lives.
        u"CREATE TABLE sluice_ledger.lease (target text PRIMARY KEY, epoch bigint NOT NULL, runner text NOT NULL, "
        u"holder text NOT NULL,"
        " acquired_at timestamptz NOT NULL, expires_at timestamptz NOT NULL, process text NOT NULL)"_s,

        // Keys and values of warehouse rows: an entry holds their digest, this their bytes, until somebody erases them.
        u"CREATE TABLE sluice_ledger.side (digest bytea PRIMARY KEY CHECK (octet_length(digest) = 32), run text NOT "
        u"NULL, content bytea,"
        " kept_at timestamptz NOT NULL, kept_by text NOT NULL, erased_at timestamptz, erased_by text,"
        " CHECK ((content IS NULL) = (erased_at IS NOT NULL)))"_s,
        u"CREATE INDEX side_run ON sluice_ledger.side (run)"_s,

        uR"sql(CREATE FUNCTION sluice_ledger.refuse() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $sluice$
BEGIN
  RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'SL006';
END $sluice$)sql"_s,
        uR"sql(CREATE FUNCTION sluice_ledger.follow() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $sluice$
BEGIN
  IF TG_TABLE_NAME = 'head' THEN
    IF NEW.seq <= OLD.seq THEN
      RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'SL006';
    END IF;
  ELSIF NEW.seq <> (SELECT h.seq + 1 FROM sluice_ledger.head h) THEN
    RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = 'SL006';
  END IF;
  RETURN NEW;
END $sluice$)sql"_s,
        u"CREATE TRIGGER event_still BEFORE UPDATE OR DELETE OR TRUNCATE ON sluice_ledger.event FOR EACH STATEMENT"
        " EXECUTE FUNCTION sluice_ledger.refuse()"_s,
        u"CREATE TRIGGER event_order BEFORE INSERT ON sluice_ledger.event FOR EACH ROW EXECUTE FUNCTION sluice_ledger.follow()"_s,
        u"CREATE TRIGGER head_still BEFORE INSERT OR DELETE OR TRUNCATE ON sluice_ledger.head FOR EACH STATEMENT"
        " EXECUTE FUNCTION sluice_ledger.refuse()"_s,
        u"CREATE TRIGGER head_forward BEFORE UPDATE ON sluice_ledger.head FOR EACH ROW EXECUTE FUNCTION sluice_ledger.follow()"_s,
        u"CREATE TRIGGER plan_still BEFORE UPDATE OR DELETE OR TRUNCATE ON sluice_ledger.plan FOR EACH STATEMENT"
        " EXECUTE FUNCTION sluice_ledger.refuse()"_s,
        u"ALTER TABLE sluice_ledger.event ENABLE ALWAYS TRIGGER event_still, ENABLE ALWAYS TRIGGER event_order"_s,
        u"ALTER TABLE sluice_ledger.head ENABLE ALWAYS TRIGGER head_still, ENABLE ALWAYS TRIGGER head_forward"_s,
        u"ALTER TABLE sluice_ledger.plan ENABLE ALWAYS TRIGGER plan_still"_s,
    };
}

} // namespace sluice
