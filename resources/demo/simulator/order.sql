-- One new order like those of the history. {number} never comes twice; {column} and {value} carry the currency as soon
-- as orders have one, as the loader of a real shop would after its own release.
INSERT INTO orders (customer_id, product_id, country, quantity, amount, status, ordered_on, ordered_at, loaded_at{column})
SELECT c.customer_id, p.product_id, c.country, 1 + {number} % 3, round(p.price_eur * (1 + {number} % 3) * k.price_factor, 2), 'paid',
    date('now'), datetime('now', '-2 seconds'), datetime('now'){value}
FROM customers AS c
JOIN countries AS k ON k.country = c.country
JOIN products AS p ON p.product_id = 1 + {number} * 7919 % 240
WHERE c.customer_id = 1 + {number} * 104729 % 12000;
