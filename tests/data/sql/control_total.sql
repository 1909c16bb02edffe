select abs(1.0 - (select sum(amount) from mart.daily_revenue_v2) / nullif((select sum(amount) from mart.daily_revenue), 0)), count(*)
from mart.orders
