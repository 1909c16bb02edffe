SELECT count(*)
FROM crm.active_readers old
FULL JOIN crm.active_readers_v2 new USING (subscriber_id)
WHERE old.clicks IS DISTINCT FROM new.clicks OR old.country IS DISTINCT FROM new.country
