INSERT INTO raw_segment_change WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 15) SELECT 290 + n, n, 'business', '2026-10-01' FROM g;
UPDATE customer SET segment = 'business', updated_on = '2026-10-01' WHERE customer_id <= 15;
INSERT INTO customer WITH RECURSIVE g(n) AS (SELECT 201 UNION ALL SELECT n + 1 FROM g WHERE n < 210) SELECT n, 'basic', '2026-10-02' FROM g;
