CREATE SCHEMA mart;
CREATE TABLE mart.invoices (invoice_id integer PRIMARY KEY, customer_id integer NOT NULL, amount double precision NOT NULL, issued_on date NOT NULL);
INSERT INTO mart.invoices SELECT n, 1 + n % 50, (n * 7919 % 30000) / 100.0::double precision + 0.1::double precision, date '2026-08-01' + n % 60 FROM generate_series(1, 320) n;
CREATE VIEW mart.customer_balance AS SELECT customer_id, sum(amount) AS balance, count(*) AS invoices FROM mart.invoices GROUP BY customer_id;
