-- How far the new revenue of the last 28 closed days is from what finance booked, as a share; and the days compared.
SELECT abs(sum(r.revenue) - sum(f.settled_eur)) / sum(f.settled_eur), count(*)
FROM (
    SELECT day, revenue FROM daily_revenue_v2 WHERE day >= date('now', '-28 days') AND day < date('now')
) AS r
JOIN (
    SELECT day, settled_eur FROM finance_control WHERE day >= date('now', '-28 days') AND day < date('now')
) AS f ON f.day = r.day
