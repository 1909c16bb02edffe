-- Late sales of a day that was restated: what the restatement would give now is another sum, so the one that it wrote
-- cannot be told from somebody else's. And the next day's load of the fact, which knows nothing of the new column.
INSERT INTO raw.sales SELECT n, date '2026-10-08', date '2026-10-11', 11.00 FROM generate_series(401, 420) n;
INSERT INTO mart.daily_revenue_fact (day, amount, sales) VALUES (date '2026-10-11', 340.50, 12);
