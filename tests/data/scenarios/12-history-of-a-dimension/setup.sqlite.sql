CREATE TABLE raw_segment_change (change_id integer PRIMARY KEY, customer_id integer NOT NULL, segment text NOT NULL, changed_on text NOT NULL);
INSERT INTO raw_segment_change WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 200)
SELECT n, n, CASE n % 3 WHEN 0 THEN 'basic' WHEN 1 THEN 'plus' ELSE 'business' END, date('2026-01-01', '+' || (n % 60) || ' days') FROM g;
INSERT INTO raw_segment_change WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 90)
SELECT 200 + n, n * 2, CASE n % 3 WHEN 0 THEN 'plus' WHEN 1 THEN 'business' ELSE 'basic' END, date('2026-06-01', '+' || (n % 60) || ' days') FROM g;
CREATE TABLE customer (customer_id integer PRIMARY KEY, segment text NOT NULL, updated_on text NOT NULL);
INSERT INTO customer SELECT customer_id, segment, max(changed_on) FROM raw_segment_change GROUP BY customer_id;
CREATE VIEW customers_by_segment AS SELECT segment, count(*) AS customers FROM customer GROUP BY segment;
