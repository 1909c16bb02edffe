SELECT count(*)
FROM mart.calls_by_day_v1 old
FULL JOIN mart.calls_by_day_v2 new USING (day)
WHERE old.calls IS DISTINCT FROM new.calls OR old.seconds IS DISTINCT FROM new.seconds
