SELECT count(*)
FROM raw.calls
WHERE started_at - (started AT TIME ZONE 'UTC') NOT IN (interval '1 hour', interval '2 hours')
