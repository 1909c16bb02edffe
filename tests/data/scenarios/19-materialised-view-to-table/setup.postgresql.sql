CREATE SCHEMA mart;
CREATE TABLE mart.sales (sale_id integer PRIMARY KEY, sku text NOT NULL, amount numeric(12,2) NOT NULL, cost numeric(12,2) NOT NULL, sold_on date NOT NULL);
INSERT INTO mart.sales SELECT n, 'SKU-' || n % 14, 10 + n % 70, 6 + n % 40, date '2026-06-01' + n % 120 FROM generate_series(1, 400) n;
CREATE MATERIALIZED VIEW mart.monthly_margin AS
SELECT date_trunc('month', sold_on)::date AS month, sku, sum(amount - cost) AS margin FROM mart.sales GROUP BY 1, 2;
CREATE UNIQUE INDEX monthly_margin_key ON mart.monthly_margin (month, sku);
COMMENT ON MATERIALIZED VIEW mart.monthly_margin IS 'Refreshed at six';
CREATE VIEW mart.margin_report AS SELECT month, sum(margin) AS margin, count(*) AS products FROM mart.monthly_margin GROUP BY month;
GRANT SELECT ON mart.monthly_margin, mart.margin_report TO PUBLIC;
