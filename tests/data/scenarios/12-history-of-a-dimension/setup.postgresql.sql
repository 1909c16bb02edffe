CREATE SCHEMA raw;
CREATE SCHEMA mart;
CREATE TABLE raw.segment_change (change_id integer PRIMARY KEY, customer_id integer NOT NULL, segment text NOT NULL, changed_on date NOT NULL);
INSERT INTO raw.segment_change SELECT n, n, (ARRAY['basic', 'plus', 'business'])[1 + n % 3], date '2026-01-01' + n % 60 FROM generate_series(1, 200) n;
INSERT INTO raw.segment_change SELECT 200 + n, n * 2, (ARRAY['plus', 'business', 'basic'])[1 + n % 3], date '2026-06-01' + n % 60 FROM generate_series(1, 90) n;
CREATE TABLE mart.customer (customer_id integer PRIMARY KEY, segment text NOT NULL, updated_on date NOT NULL);
INSERT INTO mart.customer SELECT DISTINCT ON (customer_id) customer_id, segment, changed_on FROM raw.segment_change ORDER BY customer_id, changed_on DESC;
CREATE VIEW mart.customers_by_segment AS SELECT segment, count(*) AS customers FROM mart.customer GROUP BY segment;
