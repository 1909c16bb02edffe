SELECT customer_id, count(*) AS orders, sum(gross_amount) AS revenue
FROM orders_named
GROUP BY customer_id
