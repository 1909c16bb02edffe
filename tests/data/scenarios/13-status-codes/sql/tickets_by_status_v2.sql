SELECT coalesce(t.state, m.state) AS status, count(*) AS tickets
FROM mart.tickets t
LEFT JOIN mart.ticket_state m USING (status)
GROUP BY 1
