SELECT date_trunc('month', ordered_on)::date AS month, sum(amount) AS revenue, count(DISTINCT customer_id) AS customers
FROM mart.orders
WHERE status IN ('paid', 'returned')
GROUP BY 1
