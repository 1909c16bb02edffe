INSERT INTO mart.invoices (invoice_id, customer_id, amount, issued_on) SELECT n, 1 + n % 50, 0.1 + n * 0.07, date '2026-10-02' FROM generate_series(321, 345) n;
