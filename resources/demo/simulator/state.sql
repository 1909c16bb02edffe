-- Where to go on, and whether orders have a currency by now.
SELECT (SELECT max(order_id) FROM orders), (SELECT count(*) FROM pragma_table_info('orders') WHERE name = 'currency');
