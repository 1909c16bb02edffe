-- What the revenue dashboard asks for when it opens.
SELECT day, orders, revenue
FROM daily_revenue
WHERE day >= date('now', '-90 days')
ORDER BY day
