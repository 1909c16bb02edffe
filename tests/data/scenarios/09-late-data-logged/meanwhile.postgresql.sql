-- Loaders that note why a sale was late. The notes are what the rollback loses, and the plan says so (R3).
INSERT INTO raw.sales VALUES (401, date '2026-10-08', date '2026-10-11', 11.00);
INSERT INTO raw.late_sale VALUES (401, 'branch had no line');
