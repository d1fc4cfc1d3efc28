-- Whose a key was when the directory saw it last, whether or not a plan held it. What ended at the moment in which something else began counts less.
WITH seen AS (
  SELECT
    api_key_id, customer_id, customer,
    row_number() OVER (PARTITION BY api_key_id ORDER BY valid_from DESC, CASE WHEN change = 'set' THEN 0 ELSE 1 END, customer_id, customer) AS place
  FROM ${database}.directory_history
  WHERE api_key_id IS NOT NULL AND customer_id IS NOT NULL
)
SELECT api_key_id, customer_id, customer
FROM seen
WHERE place = 1
