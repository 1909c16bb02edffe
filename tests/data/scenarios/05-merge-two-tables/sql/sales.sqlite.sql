SELECT sold_on, sku, channel, amount, lines FROM sales_closed
UNION ALL
SELECT sold_on, sku, 'web' AS channel, sum(amount) AS amount, count(*) AS lines FROM web_sales WHERE sold_on >= '2026-10-01' GROUP BY sold_on, sku
UNION ALL
SELECT sold_on, sku, 'store' AS channel, sum(amount) AS amount, count(*) AS lines FROM store_sales WHERE sold_on >= '2026-10-01' GROUP BY sold_on, sku
