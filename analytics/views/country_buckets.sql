-- Country ranges, cut so that an address meets only the few of its own bucket: the first sixteen bits of an IPv4 address (0 to 65535), or
-- the first twenty-four of an IPv6 one (100000 and more), where registries have given out far more. A range that spans buckets stands in each of them.
WITH numbered AS (
  SELECT
    range_start, range_end, country,
    CASE WHEN NOT regexp_like(range_start, '^[0-9a-f]{32}$') THEN CAST(NULL AS bigint)
         WHEN range_start LIKE '00000000000000000000ffff%' THEN from_base(substr(range_start, 25, 4), 16)
         ELSE 100000 + from_base(substr(range_start, 1, 6), 16) END AS first_bucket,
    CASE WHEN NOT regexp_like(range_end, '^[0-9a-f]{32}$') THEN CAST(NULL AS bigint)
         WHEN range_end LIKE '00000000000000000000ffff%' THEN from_base(substr(range_end, 25, 4), 16)
         ELSE 100000 + from_base(substr(range_end, 1, 6), 16) END AS last_bucket
  FROM ${database}.ip_ranges
  WHERE range_start <= range_end
)
SELECT bucket, range_start, range_end, country
FROM (SELECT * FROM numbered WHERE first_bucket <= last_bucket) AS valid
-- In two steps, because Athena makes no sequence of more than 10,000 numbers and a range may span all buckets.
CROSS JOIN UNNEST(sequence(first_bucket / 4096, last_bucket / 4096)) AS blocks(block)
CROSS JOIN UNNEST(sequence(
  CASE WHEN first_bucket > block * 4096 THEN first_bucket ELSE block * 4096 END,
  CASE WHEN last_bucket < block * 4096 + 4095 THEN last_bucket ELSE block * 4096 + 4095 END
)) AS buckets(bucket)
