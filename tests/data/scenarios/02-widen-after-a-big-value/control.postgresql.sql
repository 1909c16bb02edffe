-- The same rows need the wide column in a warehouse without the rollout, too.
ALTER TABLE raw.page_views ALTER COLUMN session_id TYPE bigint;
INSERT INTO raw.page_views (view_id, session_id, viewed_on)
SELECT n, 2147483640 + n::bigint, date '2026-10-01' FROM generate_series(301, 340) n;
