SELECT count(*)
FROM customer_history a
JOIN customer_history b USING (customer_id)
WHERE a.valid_from < b.valid_from AND a.valid_to > b.valid_from
