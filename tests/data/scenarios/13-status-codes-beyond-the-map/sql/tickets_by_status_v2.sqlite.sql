SELECT coalesce(t.state, m.state) AS status, count(*) AS tickets
FROM tickets t
LEFT JOIN ticket_state m USING (status)
GROUP BY 1
