CREATE TABLE campaigns (campaign_id integer PRIMARY KEY, name text NOT NULL, old_score integer, budget integer NOT NULL);
INSERT INTO campaigns WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 220) SELECT n, 'Campaign ' || n, n * 31 % 100, 500 + n * 7 FROM g;
CREATE VIEW campaign_scores AS SELECT old_score, count(*) AS campaigns FROM campaigns GROUP BY old_score;
CREATE VIEW budgets AS SELECT sum(budget) AS budget, count(*) AS campaigns FROM campaigns;
