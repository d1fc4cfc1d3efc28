-- Tokens that requests report in their attributes, for APIs that sell language models by the token. Requests without figures are not listed.
WITH written AS (
  SELECT
    hour, day, api_id, api_name, stage, route, customer_id, customer, api_key_id, usage_plan_id, usage_plan, dt,
    TRY_CAST(json_extract_scalar(attributes, '$.usage_prompt_tokens') AS double) AS prompt_tokens,
    TRY_CAST(json_extract_scalar(attributes, '$.usage_completion_tokens') AS double) AS completion_tokens,
    TRY_CAST(json_extract_scalar(attributes, '$.usage_total_tokens') AS double) AS total_tokens
  FROM ${database}.requests
  WHERE attributes LIKE '%\_tokens"%' ESCAPE '\'
),
-- A figure may be written as 12 or 12.0. What no request can have used is no figure: summed up, it would fail the query.
reported AS (
  SELECT
    hour, day, api_id, api_name, stage, route, customer_id, customer, api_key_id, usage_plan_id, usage_plan, dt,
    CASE WHEN prompt_tokens BETWEEN 0 AND 1e12 THEN CAST(floor(prompt_tokens) AS bigint) END AS prompt_tokens,
    CASE WHEN completion_tokens BETWEEN 0 AND 1e12 THEN CAST(floor(completion_tokens) AS bigint) END AS completion_tokens,
    CASE WHEN total_tokens BETWEEN 0 AND 1e12 THEN CAST(floor(total_tokens) AS bigint) END AS total_tokens
  FROM written
)
SELECT
  hour, day, api_id, api_name, stage, route, customer_id, customer, api_key_id, usage_plan_id, usage_plan,
  count(*) AS requests,
  CAST(sum(coalesce(prompt_tokens, 0)) AS bigint) AS prompt_tokens,
  CAST(sum(coalesce(completion_tokens, 0)) AS bigint) AS completion_tokens,
  CAST(sum(coalesce(total_tokens, coalesce(prompt_tokens, 0) + coalesce(completion_tokens, 0))) AS bigint) AS total_tokens,
  dt
FROM reported
WHERE prompt_tokens IS NOT NULL OR completion_tokens IS NOT NULL OR total_tokens IS NOT NULL
GROUP BY hour, day, api_id, api_name, stage, route, customer_id, customer, api_key_id, usage_plan_id, usage_plan, dt
