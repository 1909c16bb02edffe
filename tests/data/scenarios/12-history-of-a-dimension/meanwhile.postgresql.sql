INSERT INTO raw.segment_change SELECT 290 + n, n, 'business', date '2026-10-01' FROM generate_series(1, 15) n;
UPDATE mart.customer SET segment = 'business', updated_on = date '2026-10-01' WHERE customer_id <= 15;
INSERT INTO mart.customer SELECT n, 'basic', date '2026-10-02' FROM generate_series(201, 210) n;
