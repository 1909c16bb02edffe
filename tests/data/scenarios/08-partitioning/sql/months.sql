SELECT count(*)
FROM mart.monthly_events_v1 old
FULL JOIN mart.monthly_events_v2 new USING (month, kind)
WHERE old.events IS DISTINCT FROM new.events OR old.amount IS DISTINCT FROM new.amount
