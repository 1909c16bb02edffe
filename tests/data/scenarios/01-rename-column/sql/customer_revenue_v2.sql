SELECT customer_id, count(*) AS orders, sum(gross_amount) AS revenue
FROM mart.orders_named
GROUP BY customer_id
