// SPDX-FileCopyrightText: 2026 The Sluice authors
// SPDX-License-Identifier: Apache-2.0
#include "ledger/postgres_ledger_sql.h"

namespace sluice {

using namespace Qt::StringLiterals;

namespace {

constexpr auto kMayRun
    = R"sql(CREATE FUNCTION sluice_ledger.may_run() RETURNS void LANGUAGE sql SET search_path = pg_catalog, pg_temp AS $sluice$
SELECT sluice_ledger.need(ARRAY['sluice_operator', 'sluice_commander'], 'run rollouts') $sluice$)sql";

constexpr auto kHeld
    = R"sql(CREATE FUNCTION sluice_ledger.held(p_lease sluice_ledger.lease, p_target text) RETURNS void LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $sluice$
BEGIN
  IF coalesce(p_lease.runner, '') = '' THEN
    RAISE EXCEPTION 'the lease on the target was given back' USING ERRCODE = 'SL002', HINT = 'acquire it again';
  END IF;
  RAISE EXCEPTION 'the target is run by % (login %)', p_lease.runner, p_lease.holder USING ERRCODE = 'SL002',
    HINT = format('watch that run, or try again in %s s', greatest(0, ceil(extract(epoch FROM p_lease.expires_at - clock_timestamp()))));
END $sluice$)sql";

/// Whether it has run out does not matter while nobody took it: a lease that is late is still the newest.
constexpr auto kCheck
    = R"sql(CREATE FUNCTION sluice_ledger.check_lease(p_target text, p_runner text, p_epoch bigint) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  l sluice_ledger.lease;
BEGIN
  SELECT * INTO l FROM sluice_ledger.lease v WHERE v.target = p_target FOR UPDATE;
  IF l.target IS NULL OR l.runner = '' OR l.runner IS DISTINCT FROM p_runner OR l.epoch IS DISTINCT FROM p_epoch
      OR l.holder IS DISTINCT FROM session_user::text THEN
    PERFORM sluice_ledger.held(l, p_target);
  END IF;
END $sluice$)sql";

constexpr auto kGive
    = R"sql(CREATE FUNCTION sluice_ledger.give_lease(p_target text, p_runner text, p_epoch bigint, p_ttl_ms bigint, p_process text)
RETURNS sluice_ledger.lease LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  l sluice_ledger.lease;
  moment timestamptz := clock_timestamp();
BEGIN
  UPDATE sluice_ledger.lease SET epoch = p_epoch, runner = p_runner, holder = session_user, acquired_at = moment,
    expires_at = moment + p_ttl_ms * interval '1 millisecond', process = p_process WHERE target = p_target RETURNING * INTO l;
  RETURN l;
END $sluice$)sql";

/// The row as it is afterwards, and whether it is the caller's.
constexpr auto kTake
    = R"sql(CREATE FUNCTION sluice_ledger.take_lease(p_target text, p_runner text, p_ttl_ms bigint, p_process text,
 OUT taken boolean, OUT lease sluice_ledger.lease) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $sluice$
BEGIN
  PERFORM sluice_ledger.may_run();
  -- An empty row first, so that of two who find none only one goes on at a time.
  INSERT INTO sluice_ledger.lease VALUES (p_target, 0, '', '', clock_timestamp(), clock_timestamp(), '') ON CONFLICT (target) DO NOTHING;
  SELECT v.* INTO lease FROM sluice_ledger.lease v WHERE v.target = p_target FOR UPDATE;
  taken := lease.runner = '' OR lease.expires_at <= clock_timestamp() OR (lease.runner = p_runner AND lease.holder = session_user);
  IF taken THEN
    lease := sluice_ledger.give_lease(p_target, p_runner, lease.epoch + 1, p_ttl_ms, p_process);
  END IF;
END $sluice$)sql";

constexpr auto kSeize
    = R"sql(CREATE FUNCTION sluice_ledger.seize_lease(p_target text, p_seen_runner text, p_seen_epoch bigint, p_runner text,
 p_ttl_ms bigint, p_process text) RETURNS sluice_ledger.lease LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  l sluice_ledger.lease;
BEGIN
  PERFORM sluice_ledger.may_run();
  SELECT * INTO l FROM sluice_ledger.lease v WHERE v.target = p_target FOR UPDATE;
  IF l.target IS NULL OR l.runner IS DISTINCT FROM p_seen_runner OR l.epoch IS DISTINCT FROM p_seen_epoch THEN
    PERFORM sluice_ledger.held(l, p_target);
  END IF;
  RETURN sluice_ledger.give_lease(p_target, p_runner, l.epoch + 1, p_ttl_ms, p_process);
END $sluice$)sql";

constexpr auto kRenew
    = R"sql(CREATE FUNCTION sluice_ledger.renew_lease(p_target text, p_runner text, p_epoch bigint, p_ttl_ms bigint)
RETURNS sluice_ledger.lease LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $sluice$
DECLARE
  l sluice_ledger.lease;
BEGIN
  PERFORM sluice_ledger.may_run();
  PERFORM sluice_ledger.check_lease(p_target, p_runner, p_epoch);
  UPDATE sluice_ledger.lease SET expires_at = clock_timestamp() + p_ttl_ms * interval '1 millisecond' WHERE target = p_target RETURNING * INTO l;
  RETURN l;
END $sluice$)sql";

constexpr auto kRelease
    = R"sql(CREATE FUNCTION sluice_ledger.release_lease(p_target text, p_runner text, p_epoch bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $sluice$
BEGIN
  PERFORM sluice_ledger.may_run();
  IF EXISTS (SELECT FROM sluice_ledger.lease v WHERE v.target = p_target AND v.epoch = p_epoch AND v.runner = '') THEN
    RETURN; -- given back before
  END IF;
  PERFORM sluice_ledger.check_lease(p_target, p_runner, p_epoch);
  UPDATE sluice_ledger.lease SET runner = '', process = '' WHERE target = p_target;
END $sluice$)sql";

} // namespace

QStringList postgresLedgerLeases()
{
    QStringList statements;
    for (const char *function : { kMayRun, kHeld, kCheck, kGive, kTake, kSeize, kRenew, kRelease })
        statements += QLatin1String(function);
    return statements;
}

} // namespace sluice
