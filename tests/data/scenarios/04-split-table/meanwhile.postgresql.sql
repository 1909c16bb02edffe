INSERT INTO crm.customer
SELECT n, 'Customer ' || n, 'Seestrasse ' || n, '8002', 'Zug', 'CH' FROM generate_series(301, 325) n;
