SELECT sold_on AS day, sum(amount) AS amount, count(*) AS sales
FROM raw.sales
WHERE loaded_on <= sold_on + 3
GROUP BY sold_on
