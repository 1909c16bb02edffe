INSERT INTO tickets (ticket_id, status, opened_on) WITH RECURSIVE g(n) AS (SELECT 351 UNION ALL SELECT n + 1 FROM g WHERE n < 370) SELECT n, 'waiting-customer', '2026-10-02' FROM g;
INSERT INTO tickets (ticket_id, status, opened_on, state) WITH RECURSIVE g(n) AS (SELECT 371 UNION ALL SELECT n + 1 FROM g WHERE n < 380) SELECT n, 'done', '2026-10-03', 'closed' FROM g;
