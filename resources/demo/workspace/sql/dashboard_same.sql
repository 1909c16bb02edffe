-- Of the last 28 closed days, how many show another revenue than the orders behind them; and how many were compared.
SELECT count(*) FILTER (WHERE abs(shown.revenue - behind.revenue) > 0.006), count(*)
FROM (
    SELECT day, revenue FROM daily_revenue WHERE day >= date('now', '-28 days') AND day < date('now')
) AS shown
JOIN (
    SELECT ordered_on AS day, sum(amount) AS revenue
    FROM orders
    WHERE status NOT IN ('cancelled', 'refunded') AND ordered_on >= date('now', '-28 days') AND ordered_on < date('now')
    GROUP BY ordered_on
) AS behind ON behind.day = shown.day
