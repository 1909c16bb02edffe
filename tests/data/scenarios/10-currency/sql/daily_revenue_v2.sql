SELECT o.ordered_on AS day, sum(o.amount * r.rate) AS amount
FROM mart.orders o
JOIN mart.rates r USING (currency)
GROUP BY o.ordered_on
