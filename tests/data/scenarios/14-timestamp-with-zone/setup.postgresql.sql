CREATE SCHEMA raw;
CREATE SCHEMA mart;
CREATE TABLE raw.calls (call_id integer PRIMARY KEY, agent text NOT NULL, started_at timestamp NOT NULL, seconds integer NOT NULL);
-- Local time in Zurich, across the end of summer time on 25 October.
INSERT INTO raw.calls SELECT n, 'agent-' || n % 9, timestamp '2026-10-20 00:10' + n * interval '37 minutes', 30 + n * 17 % 900 FROM generate_series(1, 360) n;
CREATE VIEW mart.calls_by_day AS SELECT started_at::date AS day, count(*) AS calls, sum(seconds) AS seconds FROM raw.calls GROUP BY 1;
