-- Today, yesterday and the same day last week, by hour, laid over each other on today's hours.
SELECT
  'Today' AS day_shown, u.hour AS time, u.day, u.api_name, u.stage, u.customer, u.usage_plan, u.status_class, u.requests, u.dt
FROM ${database}.usage_hourly_all u
WHERE u.day = current_date
  AND u.dt >= date_format(current_date - INTERVAL '1' DAY, '%Y-%m-%d')
UNION ALL
SELECT
  'Yesterday' AS day_shown, date_add('day', 1, u.hour) AS time, u.day, u.api_name, u.stage, u.customer, u.usage_plan, u.status_class, u.requests, u.dt
FROM ${database}.usage_hourly_all u
WHERE u.day = CAST(current_date - INTERVAL '1' DAY AS date)
  AND u.dt >= date_format(current_date - INTERVAL '2' DAY, '%Y-%m-%d') AND u.dt < date_format(current_date, '%Y-%m-%d')
UNION ALL
SELECT
  'Same day last week' AS day_shown, date_add('day', 7, u.hour) AS time, u.day, u.api_name, u.stage, u.customer, u.usage_plan, u.status_class, u.requests, u.dt
FROM ${database}.usage_hourly_all u
WHERE u.day = CAST(current_date - INTERVAL '7' DAY AS date)
  AND u.dt >= date_format(current_date - INTERVAL '8' DAY, '%Y-%m-%d') AND u.dt < date_format(current_date - INTERVAL '6' DAY, '%Y-%m-%d')
