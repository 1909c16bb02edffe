SELECT customer_id, segment, changed_on AS valid_from,
       coalesce(lead(changed_on) OVER (PARTITION BY customer_id ORDER BY changed_on), date '9999-12-31') AS valid_to
FROM raw.segment_change
