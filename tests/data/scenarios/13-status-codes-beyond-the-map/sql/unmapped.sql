SELECT count(*)
FROM mart.tickets t
LEFT JOIN mart.ticket_state m USING (status)
WHERE m.state IS NULL OR t.state <> m.state
