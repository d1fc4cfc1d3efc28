-- Tokens that requests report in their attributes, for APIs that sell language models by the token. Requests without figures are not listed.
WITH reported AS (
  SELECT
    hour, day, api_id, api_name, stage, route, customer_id, customer, api_key_id, usage_plan_id, usage_plan, dt,
    TRY_CAST(json_extract_scalar(attributes, '$.usage_prompt_tokens') AS bigint) AS prompt_tokens,
    TRY_CAST(json_extract_scalar(attributes, '$.usage_completion_tokens') AS bigint) AS completion_tokens,
    TRY_CAST(json_extract_scalar(attributes, '$.usage_total_tokens') AS bigint) AS total_tokens
  FROM ${database}.requests
  WHERE attributes LIKE '%\_tokens"%' ESCAPE '\'
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
