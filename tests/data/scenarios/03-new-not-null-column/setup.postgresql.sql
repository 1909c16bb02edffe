CREATE SCHEMA mart;
CREATE TABLE mart.shipments (
    shipment_id integer PRIMARY KEY,
    postcode text NOT NULL,
    weight_g integer NOT NULL,
    shipped_on date NOT NULL
);
INSERT INTO mart.shipments
SELECT n, lpad((1000 + n * 37 % 9000)::text, 4, '0'), 200 + n * 53 % 9000, date '2026-08-01' + n % 60 FROM generate_series(1, 300) n;
CREATE VIEW mart.daily_weight AS SELECT shipped_on, sum(weight_g) AS weight_g FROM mart.shipments GROUP BY shipped_on;
