-- Who a key belonged to, and under which plan, from when to when: one row per key, stage and state; the intervals of a key and stage never overlap.
WITH changes AS (
  SELECT
    api_key_id, api_id, stage, change, customer_id, customer, usage_plan_id, usage_plan, valid_from,
    row_number() OVER (PARTITION BY api_key_id, api_id, stage ORDER BY valid_from, CASE WHEN change = 'removed' THEN 0 ELSE 1 END, usage_plan_id, customer_id) AS place,
    lead(valid_from) OVER (PARTITION BY api_key_id, api_id, stage ORDER BY valid_from, CASE WHEN change = 'removed' THEN 0 ELSE 1 END, usage_plan_id, customer_id) AS next_from
  FROM ${database}.directory_history
  WHERE api_key_id IS NOT NULL AND api_id IS NOT NULL AND stage IS NOT NULL
)
SELECT
  api_key_id, api_id, stage, customer_id, customer, usage_plan_id, usage_plan,
  -- What was seen first holds for the time before too: the directory is younger than the logs of an API that was taken over.
  CASE WHEN place = 1 THEN TIMESTAMP '1970-01-01 00:00:00.000' ELSE valid_from END AS valid_from,
  coalesce(next_from, TIMESTAMP '9999-12-31 00:00:00.000') AS valid_to
FROM changes
WHERE change = 'set'
