-- One loader reports.
INSERT INTO job_runs (job, status, rows_loaded, started_at, finished_at)
VALUES (CASE {number} % 2 WHEN 0 THEN 'load_orders' ELSE 'load_payments' END, '{status}', CASE '{status}' WHEN 'failed' THEN 0 ELSE 3 END,
    datetime('now', '-3 seconds'), datetime('now'));
