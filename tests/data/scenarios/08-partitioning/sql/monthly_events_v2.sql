SELECT date_trunc('month', happened_on)::date AS month, kind, count(*) AS events, sum(amount) AS amount
FROM mart.events_by_month
GROUP BY 1, 2
