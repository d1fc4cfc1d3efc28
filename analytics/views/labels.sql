-- One readable name per API, customer and usage plan: the latest in the directory, with the id behind it where two share a name.
WITH named AS (
  SELECT 'api' AS kind, api_id AS id, api_name AS name, valid_from FROM ${database}.directory_history WHERE api_id IS NOT NULL AND api_name IS NOT NULL
  UNION ALL
  SELECT 'customer' AS kind, customer_id AS id, customer AS name, valid_from FROM ${database}.directory_history WHERE customer_id IS NOT NULL AND customer IS NOT NULL
  UNION ALL
  SELECT 'plan' AS kind, usage_plan_id AS id, usage_plan AS name, valid_from FROM ${database}.directory_history WHERE usage_plan_id IS NOT NULL AND usage_plan IS NOT NULL
),
-- A customer may own several keys, each with a name: the first in the alphabet of the latest state stands for all, so it does not change from query to query.
latest AS (
  SELECT kind, id, name, row_number() OVER (PARTITION BY kind, id ORDER BY valid_from DESC, name) AS place FROM named
)
SELECT
  kind,
  id,
  CASE WHEN count(*) OVER (PARTITION BY kind, name) > 1 THEN name || ' (' || id || ')' ELSE name END AS label
FROM latest
WHERE place = 1
