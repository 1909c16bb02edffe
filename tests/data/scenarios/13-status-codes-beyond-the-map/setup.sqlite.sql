CREATE TABLE tickets (ticket_id integer PRIMARY KEY, status text NOT NULL, opened_on text NOT NULL);
INSERT INTO tickets WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < 350)
SELECT n, CASE n % 5 WHEN 0 THEN 'open' WHEN 1 THEN 'waiting' WHEN 2 THEN 'waiting-customer' WHEN 3 THEN 'done' ELSE 'closed' END, date('2026-08-01', '+' || (n % 60) || ' days') FROM g;
CREATE VIEW tickets_by_status AS SELECT status, count(*) AS tickets FROM tickets GROUP BY status;
