-- Revenue of a day in euros, at the rate of that day. Orders without a currency are left out, not guessed.
SELECT o.ordered_on AS day, count(*) AS orders, round(sum(o.amount * r.rate_to_eur), 2) AS revenue
FROM orders AS o
JOIN exchange_rates AS r ON r.day = o.ordered_on AND r.currency = o.currency
WHERE o.status NOT IN ('cancelled', 'refunded')
GROUP BY o.ordered_on
