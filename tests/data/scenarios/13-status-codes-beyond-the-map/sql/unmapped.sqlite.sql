SELECT count(*)
FROM tickets t
LEFT JOIN ticket_state m USING (status)
WHERE m.state IS NULL OR t.state <> m.state
