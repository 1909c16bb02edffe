// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_ledger_sql.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

/// The same bytes as eventHash(), see event.h.
constexpr auto kHash = R"sql(CREATE FUNCTION sluice_ledger.part(bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT
SET search_path = pg_catalog, pg_temp AS $sluice$ SELECT int8send(octet_length($1)::bigint) || $1 $sluice$)sql";

constexpr auto kEntryHash
    = R"sql(CREATE FUNCTION sluice_ledger.entry_hash(p_seq bigint, p_previous bytea, p_type text, p_at_ms bigint,
 p_actor text, p_run text, p_payload bytea) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT SET search_path = pg_catalog, pg_temp AS $sluice$
SELECT sha256(convert_to('sluice-ledger-v1', 'UTF8')
  || sluice_ledger.part(convert_to(p_seq::text, 'UTF8')) || sluice_ledger.part(p_previous)
  || sluice_ledger.part(convert_to(p_type, 'UTF8'))
  || sluice_ledger.part(convert_to(to_char(timestamp '1970-01-01' + p_at_ms * interval '1 millisecond',
       'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'UTF8'))
  || sluice_ledger.part(convert_to(p_actor, 'UTF8')) || sluice_ledger.part(convert_to(p_run, 'UTF8'))
  || sluice_ledger.part(p_payload)) $sluice$)sql";

/// Since PostgreSQL 16 whoever creates a role is a member that may only give it to others; that alone signs nothing.
constexpr auto kNeed
    = R"sql(CREATE FUNCTION sluice_ledger.need(p_roles text[], p_what text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $sluice$
BEGIN
  IF NOT EXISTS (SELECT FROM unnest(p_roles) r WHERE pg_has_role(session_user, r, 'USAGE')
      OR pg_has_role(session_user, r, CASE WHEN current_setting('server_version_num')::integer < 160000 THEN 'MEMBER' ELSE 'SET' END)) THEN
    RAISE EXCEPTION 'the login "%" may not %', session_user, p_what USING ERRCODE = 'SL003',
      HINT = format('ask the ledger''s administrator: GRANT %s TO %I', p_roles[1], session_user);
  END IF;
END $sluice$)sql";

/// Who may say what. A rollback's runner settles what an interrupted one left, so its entries are a commander's too;
/// what goes forward is an operator's alone, and what approves is nobody's but an approver's.
constexpr auto kNeedFor
    = R"sql(CREATE FUNCTION sluice_ledger.need_for(p_type text, p_payload json) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  roles text[] := ARRAY['sluice_operator'];
  what text := format('record "%s"', p_type);
BEGIN
  IF p_type = 'ledger_created' THEN
    RAISE EXCEPTION 'a ledger begins once' USING ERRCODE = 'SL003';
  ELSIF starts_with(p_type, 'approval') THEN
    roles := ARRAY['sluice_approver'];
  ELSIF p_type = 'feedback_given' THEN
    roles := ARRAY['sluice_operator', 'sluice_approver', 'sluice_commander'];
  ELSIF p_type = 'command_requested' THEN
    what := format('ask for "%s"', p_payload->>'command');
    IF p_payload->>'command' IN ('rollback', 'hold', 'flags_off', 'accept_loss') THEN
      roles := ARRAY['sluice_operator', 'sluice_commander'];
    END IF;
  ELSIF p_type IN ('runner_took', 'runner_left', 'rollback_waits', 'rollback_intent', 'flags_off', 'undo_intent', 'undo_done', 'undo_failed',
      'rollback_verified', 'rollback_stuck', 'rollback_health', 'run_cancelled', 'hold_added', 'exposed', 'step_done', 'step_failed',
      'step_unknown') THEN
    roles := ARRAY['sluice_operator', 'sluice_commander'];
  END IF;
  PERFORM sluice_ledger.need(roles, what);
END $sluice$)sql";

/// The head is locked by the caller.
constexpr auto kAdd = R"sql(CREATE FUNCTION sluice_ledger.add(p_type text, p_run text, p_payload bytea, p_token uuid)
RETURNS sluice_ledger.event LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  h sluice_ledger.head;
  e sluice_ledger.event;
BEGIN
  SELECT * INTO STRICT h FROM sluice_ledger.head;
  e.seq := h.seq + 1;
  e.type := p_type;
  e.at_ms := floor(extract(epoch FROM clock_timestamp()) * 1000)::bigint;
  e.actor := session_user;
  e.run := p_run;
  e.payload := p_payload;
  e.previous_hash := h.hash;
  e.hash := sluice_ledger.entry_hash(e.seq, e.previous_hash, e.type, e.at_ms, e.actor, e.run, e.payload);
  e.token := p_token;
  INSERT INTO sluice_ledger.event SELECT e.*;
  UPDATE sluice_ledger.head SET seq = e.seq, hash = e.hash, latest_ms = greatest(h.latest_ms, e.at_ms),
    backstep_ms = CASE WHEN h.latest_ms > 0 THEN greatest(h.backstep_ms, h.latest_ms - e.at_ms) ELSE 0 END;
  RETURN e;
END $sluice$)sql";

/// Refuses to build on an end that does not hold, or on another chain than the one the caller saw.
constexpr auto kCheckEnd
    = R"sql(CREATE FUNCTION sluice_ledger.check_end(p_head sluice_ledger.head, p_known_seq bigint, p_known_hash bytea)
RETURNS void LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  e sluice_ledger.event;
BEGIN
  SELECT * INTO e FROM sluice_ledger.event ORDER BY seq DESC LIMIT 1;
  IF coalesce(e.seq, 0) <> p_head.seq THEN
    RAISE EXCEPTION 'entry %: should be the last one, but the ledger ends at %', p_head.seq, coalesce(e.seq, 0) USING ERRCODE = 'SL001';
  ELSIF e.seq IS NOT NULL AND (e.hash <> p_head.hash
      OR e.hash <> sluice_ledger.entry_hash(e.seq, e.previous_hash, e.type, e.at_ms, e.actor, e.run, e.payload)) THEN
    RAISE EXCEPTION 'entry %: it is not the one that the head names', e.seq USING ERRCODE = 'SL001';
  ELSIF p_known_seq > 0 AND NOT EXISTS (SELECT FROM sluice_ledger.event k WHERE k.seq = p_known_seq AND k.hash = p_known_hash) THEN
    RAISE EXCEPTION 'entry %: was here before, and is gone or changed', p_known_seq USING ERRCODE = 'SL001';
  END IF;
END $sluice$)sql";

/// The same rule as openRollback() in command_rules.cpp; NULL when no rollback of the run is open.
constexpr auto kOpenRollback
    = R"sql(CREATE FUNCTION sluice_ledger.open_rollback(p_run text) RETURNS bigint LANGUAGE plpgsql STABLE
SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  e record;
  j json;
  opened bigint;
  id text;
BEGIN
  FOR e IN SELECT * FROM sluice_ledger.event v WHERE v.run = p_run AND v.run <> '' AND v.type IN ('command_requested', 'rollback_waits', 'rollback_intent',
      'rollback_verified', 'rollback_stuck', 'run_cancelled', 'run_sealed', 'hold_added') ORDER BY v.seq LOOP
    IF e.type IN ('rollback_waits', 'rollback_verified', 'rollback_stuck', 'run_cancelled', 'run_sealed') THEN
      opened := NULL;
      CONTINUE;
    END IF;
    j := convert_from(e.payload, 'UTF8')::json;
    IF e.type = 'hold_added' THEN
      IF j->>'id' = id THEN
        opened := NULL;
      END IF;
    ELSIF opened IS NULL AND (e.type = 'rollback_intent' OR j->>'command' = 'rollback') THEN
      opened := e.seq;
      id := j->>'id';
    END IF;
  END LOOP;
  RETURN opened;
END $sluice$)sql";

/// The same rule as checkExpected() in command_rules.cpp.
constexpr auto kCheckExpected
    = R"sql(CREATE FUNCTION sluice_ledger.check_expected(p_run text, p_payload json) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  e sluice_ledger.event;
  expected numeric := coalesce((p_payload->>'expected')::numeric, 0);
BEGIN
  IF p_payload->>'command' IN ('rollback', 'hold') OR expected <= 0 THEN
    RETURN;
  END IF;
  SELECT * INTO e FROM sluice_ledger.event v WHERE v.run = p_run AND v.run <> '' AND v.seq > expected
    AND v.type IN ('command_requested', 'rollback_intent', 'run_cancelled') ORDER BY v.seq DESC LIMIT 1;
  IF e.seq IS NOT NULL THEN
    RAISE EXCEPTION '"%" was decided on what has changed since: % by % at % UTC (entry %)', p_payload->>'command',
      coalesce(convert_from(e.payload, 'UTF8')::json->>'command', replace(e.type, '_', ' ')), e.actor,
      to_char(timestamp '1970-01-01' + e.at_ms * interval '1 millisecond', 'YYYY-MM-DD HH24:MI:SS'), e.seq
      USING ERRCODE = 'SL004', HINT = 'look again, then decide';
  END IF;
END $sluice$)sql";

/// The same rule as checkAcceptance() in command_rules.cpp.
constexpr auto kCheckAcceptance
    = R"sql(CREATE FUNCTION sluice_ledger.check_acceptance(p_run text, p_payload json) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  w sluice_ledger.event;
  waiting json;
  asked text;
BEGIN
  SELECT * INTO w FROM sluice_ledger.event v WHERE v.run = p_run AND v.run <> '' AND v.type = 'rollback_waits' ORDER BY v.seq DESC LIMIT 1;
  waiting := CASE WHEN w.seq IS NOT NULL THEN convert_from(w.payload, 'UTF8')::json END;
  IF w.seq IS NULL OR EXISTS (SELECT FROM sluice_ledger.event v WHERE v.run = p_run AND v.seq > w.seq
      AND (v.type IN ('rollback_intent', 'rollback_verified', 'rollback_stuck', 'run_cancelled', 'run_sealed')
        OR (v.type = 'hold_added' AND convert_from(v.payload, 'UTF8')::json->>'id' = waiting->>'id'))) THEN
    RAISE EXCEPTION 'no rollback of this rollout waits for a second person' USING ERRCODE = 'SL004';
  ELSIF waiting->>'id' IS DISTINCT FROM p_payload->>'request' OR w.seq::numeric IS DISTINCT FROM (p_payload->>'accepts')::numeric
      OR waiting->>'to' IS DISTINCT FROM p_payload->>'to' THEN
    RAISE EXCEPTION 'what was accepted is not what waits now (entry %)', w.seq USING ERRCODE = 'SL004', HINT = 'look again, then decide';
  END IF;
  SELECT v.actor INTO asked FROM sluice_ledger.event v WHERE v.run = p_run AND v.type = 'command_requested'
    AND convert_from(v.payload, 'UTF8')::json->>'command' = 'rollback'
    AND convert_from(v.payload, 'UTF8')::json->>'id' = waiting->>'id' ORDER BY v.seq DESC LIMIT 1;
  IF asked IS NULL THEN
    RAISE EXCEPTION 'nobody is known to have asked for this rollback' USING ERRCODE = 'SL004';
  ELSIF asked = session_user::text THEN
    RAISE EXCEPTION '% asked for this rollback; what it loses must be accepted by another person', asked USING ERRCODE = 'SL004';
  END IF;
END $sluice$)sql";

constexpr auto kAppend
    = R"sql(CREATE FUNCTION sluice_ledger.append(p_events text, p_token uuid, p_target text, p_runner text, p_epoch bigint,
 p_known_seq bigint, p_known_hash bytea) RETURNS SETOF sluice_ledger.event LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  h sluice_ledger.head;
  wanted json;
  payload bytea;
  content json;
  joined bigint;
BEGIN
  -- Before the lock, which who may write nothing shall not hold.
  PERFORM sluice_ledger.need(ARRAY['sluice_operator', 'sluice_approver', 'sluice_commander'], 'write to the ledger');
  SELECT * INTO h FROM sluice_ledger.head FOR UPDATE;
  IF NOT FOUND THEN
    RAISE EXCEPTION 'the ledger''s head is missing' USING ERRCODE = 'SL001';
  END IF;
  IF EXISTS (SELECT FROM sluice_ledger.event e WHERE e.token = p_token AND e.actor = session_user) THEN
    RETURN QUERY SELECT * FROM sluice_ledger.event e WHERE e.token = p_token AND e.actor = session_user ORDER BY e.seq;
    RETURN;
  END IF;
  PERFORM sluice_ledger.check_end(h, p_known_seq, p_known_hash);
  IF p_target IS NOT NULL THEN
    PERFORM sluice_ledger.check_lease(p_target, p_runner, p_epoch);
  END IF;
  FOR wanted IN SELECT * FROM json_array_elements(p_events::json) LOOP
    payload := decode(wanted->>'payload', 'base64');
    IF octet_length(payload) > 8 * 1024 * 1024 THEN
      RAISE EXCEPTION 'an entry of % bytes is too large', octet_length(payload) USING ERRCODE = 'SL005',
        HINT = 'record a digest and keep the content elsewhere';
    END IF;
    content := convert_from(payload, 'UTF8')::json;
    IF json_typeof(content) <> 'object' OR wanted->>'run' IS NULL OR wanted->>'type' !~ '^[a-z_]{1,40}$' THEN
      RAISE EXCEPTION 'this is no entry of a ledger' USING ERRCODE = 'SL005';
    END IF;
    PERFORM sluice_ledger.need_for(wanted->>'type', content);
    IF wanted->>'type' = 'command_requested' THEN
      joined := CASE WHEN content->>'command' = 'rollback' THEN sluice_ledger.open_rollback(wanted->>'run') END;
      IF joined IS NOT NULL THEN
        RETURN QUERY SELECT * FROM sluice_ledger.event e WHERE e.seq = joined;
        CONTINUE;
      END IF;
      PERFORM sluice_ledger.check_expected(wanted->>'run', content);
      IF content->>'command' = 'accept_loss' THEN
        PERFORM sluice_ledger.check_acceptance(wanted->>'run', content);
      END IF;
    END IF;
    RETURN NEXT sluice_ledger.add(wanted->>'type', wanted->>'run', payload, p_token);
  END LOOP;
  -- A hint, which must not fail an entry because somebody filled the server's queue.
  IF pg_notification_queue_usage() < 0.5 THEN
    PERFORM pg_notify('sluice_ledger', (SELECT n.seq::text FROM sluice_ledger.head n));
  END IF;
END $sluice$)sql";

constexpr auto kStorePlan
    = R"sql(CREATE FUNCTION sluice_ledger.store_plan(p_digest text, p_canonical bytea, p_runbook bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $sluice$
BEGIN
  PERFORM sluice_ledger.need(ARRAY['sluice_operator'], 'store a plan');
  IF encode(sha256(p_canonical), 'hex') <> p_digest THEN
    RAISE EXCEPTION 'the plan''s digest is not that of its canonical form' USING ERRCODE = 'SL005';
  END IF;
  INSERT INTO sluice_ledger.plan VALUES (p_digest, p_canonical, p_runbook, encode(sha256(p_runbook), 'hex')) ON CONFLICT (digest) DO NOTHING;
  IF NOT EXISTS (SELECT FROM sluice_ledger.plan p WHERE p.digest = p_digest AND p.runbook = p_runbook) THEN
    RAISE EXCEPTION 'the plan is stored with another runbook' USING ERRCODE = 'SL005';
  END IF;
END $sluice$)sql";

constexpr auto kKeepRows = R"sql(CREATE FUNCTION sluice_ledger.keep_rows(p_run text, p_content bytea) RETURNS bytea
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $sluice$
BEGIN
  PERFORM sluice_ledger.need(ARRAY['sluice_operator', 'sluice_commander'], 'keep rows');
  INSERT INTO sluice_ledger.side (digest, run, content, kept_at, kept_by)
    VALUES (sha256(p_content), p_run, p_content, clock_timestamp(), session_user) ON CONFLICT (digest) DO NOTHING;
  RETURN sha256(p_content);
END $sluice$)sql";

constexpr auto kEraseRows = R"sql(CREATE FUNCTION sluice_ledger.erase_rows(p_digest bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $sluice$
BEGIN
  PERFORM sluice_ledger.need(ARRAY['sluice_operator', 'sluice_commander'], 'erase rows');
  UPDATE sluice_ledger.side SET content = NULL, erased_at = clock_timestamp(), erased_by = session_user
    WHERE digest = p_digest AND content IS NOT NULL;
  RETURN FOUND;
END $sluice$)sql";

} // namespace

QStringList postgresLedgerAppending()
{
    QStringList statements;
    for (const char *function : { kHash, kEntryHash, kNeed, kNeedFor, kAdd, kCheckEnd, kOpenRollback, kCheckExpected,
             kCheckAcceptance, kAppend, kStorePlan, kKeepRows, kEraseRows })
        statements += QLatin1String(function);
    return statements;
}

} // namespace sluice
