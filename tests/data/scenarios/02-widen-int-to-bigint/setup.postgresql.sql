CREATE SCHEMA raw;
CREATE SCHEMA mart;
CREATE TABLE raw.page_views (
    view_id integer PRIMARY KEY,
    session_id integer NOT NULL,
    milliseconds integer NOT NULL DEFAULT 0,
    viewed_on date NOT NULL
);
INSERT INTO raw.page_views
SELECT n, 2147000000 + n, (n * 104729) % 2000000, date '2026-09-01' + n % 30 FROM generate_series(1, 300) n;
CREATE INDEX page_views_session ON raw.page_views (session_id);
CREATE VIEW mart.daily_views AS SELECT viewed_on, count(*) AS views, sum(milliseconds) AS milliseconds FROM raw.page_views GROUP BY viewed_on;
