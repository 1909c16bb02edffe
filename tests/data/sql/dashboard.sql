select day, sum(amount) from mart.daily_revenue group by day order by day
