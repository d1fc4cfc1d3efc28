-- Whose a key was when the directory saw it last, whether or not a plan held it.
SELECT api_key_id, max_by(customer_id, valid_from) AS customer_id, max_by(customer, valid_from) AS customer
FROM ${database}.directory_history
WHERE api_key_id IS NOT NULL AND customer_id IS NOT NULL
GROUP BY api_key_id
