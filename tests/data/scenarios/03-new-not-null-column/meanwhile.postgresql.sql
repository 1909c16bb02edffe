INSERT INTO mart.shipments (shipment_id, postcode, weight_g, shipped_on)
SELECT n, '8001', 450, date '2026-10-01' FROM generate_series(301, 330) n;
