CREATE INDEX orders_by_day ON orders (ordered_on);
CREATE INDEX orders_by_customer ON orders (customer_id);
CREATE INDEX orders_by_load ON orders (loaded_at);
CREATE INDEX payments_by_order ON payments (order_id);
CREATE INDEX payments_by_day ON payments (booked_on);
CREATE INDEX job_runs_by_end ON job_runs (finished_at);
ANALYZE;
