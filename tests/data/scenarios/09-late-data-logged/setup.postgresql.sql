CREATE SCHEMA raw;
CREATE TABLE raw.sales (sale_id integer PRIMARY KEY, sold_on date NOT NULL, loaded_on date NOT NULL, amount numeric(12,2) NOT NULL);
INSERT INTO raw.sales SELECT n, date '2026-09-01' + n % 40, date '2026-09-01' + n % 40 + n % 4, 5 + n % 90 FROM generate_series(1, 400) n;
