SELECT (started AT TIME ZONE 'Europe/Zurich')::date AS day, count(*) AS calls, sum(seconds) AS seconds
FROM raw.calls
GROUP BY 1
