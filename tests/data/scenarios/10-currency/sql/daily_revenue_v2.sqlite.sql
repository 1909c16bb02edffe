SELECT o.ordered_on AS day, round(sum(o.amount * r.rate), 2) AS amount
FROM orders o
JOIN rates r USING (currency)
GROUP BY o.ordered_on
