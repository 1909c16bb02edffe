SELECT s.subscriber_id, s.token AS contact, s.country, count(*) AS clicks
FROM crm.subscriber s
JOIN crm.newsletter_click c USING (subscriber_id)
GROUP BY s.subscriber_id, s.token, s.country
