-- Revenue by day and currency; the columns of the first version come first.
select cast(ordered_at as date) as day, sum(amount) as amount, currency
from mart.orders
group by cast(ordered_at as date), currency
