INSERT INTO raw.sales VALUES (401, date '2026-10-08', date '2026-10-11', 11.00);
