INSERT INTO raw.page_views (view_id, session_id, viewed_on)
SELECT n, 2147483640 + n::bigint, date '2026-10-01' FROM generate_series(301, 340) n;
