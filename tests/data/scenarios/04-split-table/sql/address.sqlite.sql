SELECT customer_id, street, postcode, city, country FROM customer
