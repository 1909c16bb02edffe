SELECT strftime('%Y-%m-01', ordered_on) AS month, sum(amount) AS revenue, count(DISTINCT customer_id) AS customers
FROM orders
WHERE status <> 'cancelled'
GROUP BY 1
