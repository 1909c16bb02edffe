-- Late sales of a day that was restated: what the restatement would give now is another sum, so the one that it wrote
-- cannot be told from somebody else's. And the next day's load of the fact, which knows nothing of the new column.
INSERT INTO raw_sales WITH RECURSIVE g(n) AS (SELECT 401 UNION ALL SELECT n + 1 FROM g WHERE n < 420) SELECT n, '2026-10-08', '2026-10-11', 1100 FROM g;
INSERT INTO daily_revenue_fact (day, amount, sales) VALUES ('2026-10-11', 34050, 12);
