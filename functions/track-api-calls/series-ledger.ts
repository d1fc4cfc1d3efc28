import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** Decides which series may be billed this month. */
export interface SeriesLedger {
  /** Which of `series` may be published; new ones are admitted while fewer than `limit` series are. Throws when the table cannot be asked. */
  admit(series: string[], limit: number): Promise<Set<string>>;
}

/**
 * The ceiling on billed series, kept in the state table for the UTC month of publication.
 *
 * One item per series, `pk` = `series#2026-11#<hash>`, and one counter, `pk` = `series-count#2026-11` with `seriesTaken`; both expire
 * 70 days later. A slot is taken from the counter under a condition before the series' item is written, so there are never more
 * series than slots, however many functions run at once. Of two functions that meet the same new series one writes the item and the
 * other gives its slot back. A function that dies in between leaks one slot for the month: too few series, never too many.
 *
 * What is known is remembered while the function is warm, so that the table is asked for new series only.
 */
export function makeSeriesLedger(
  sdk: typeof import("@aws-sdk/client-dynamodb"),
  client: Pick<DynamoDBClient, "send">,
  table: string,
): SeriesLedger {
  const { createHash } = require("node:crypto") as typeof import("node:crypto");
  const now = Date.now;
  let month = "";
  let known = new Set<string>();
  let denied = new Set<string>();

  const itemKey = (series: string) => `series#${month}#${createHash("sha256").update(series).digest("hex").slice(0, 40)}`;
  const expires = () => ({ N: String(Math.floor(now() / 1000) + 70 * 86400) });
  const failed = (error: unknown) => (error as { name?: string }).name === "ConditionalCheckFailedException";

  const lookUp = async (series: string[]): Promise<void> => {
    for (let start = 0; start < series.length; start += 100) {
      const byKey = new Map(series.slice(start, start + 100).map((one) => [itemKey(one), one]));
      let keys = [...byKey.keys()].map((pk) => ({ pk: { S: pk } }));
      for (let attempt = 0; keys.length > 0; attempt++) {
        if (attempt === 8) throw new Error("The state table did not answer for every series.");
        const answer = await client.send(
          new sdk.BatchGetItemCommand({ RequestItems: { [table]: { Keys: keys, ConsistentRead: true, ProjectionExpression: "pk" } } }),
        );
        for (const item of answer.Responses?.[table] ?? []) {
          const one = byKey.get(item["pk"]?.S ?? "");
          if (one !== undefined) known.add(one);
        }
        keys = (answer.UnprocessedKeys?.[table]?.Keys ?? []) as typeof keys;
      }
    }
  };

  const count = async (change: number, limit: number): Promise<void> => {
    await client.send(
      new sdk.UpdateItemCommand({
        TableName: table,
        Key: { pk: { S: `series-count#${month}` } },
        UpdateExpression: "SET expires = :expires ADD seriesTaken :change",
        ...(change > 0 ? { ConditionExpression: "attribute_not_exists(seriesTaken) OR seriesTaken <= :room" } : {}),
        ExpressionAttributeValues: {
          ":expires": expires(),
          ":change": { N: String(change) },
          ...(change > 0 ? { ":room": { N: String(limit - change) } } : {}),
        },
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
  };

  /** Takes up to `wanted` slots and answers how many it got. */
  const takeSlots = async (wanted: number, limit: number): Promise<number> => {
    let asked = Math.min(wanted, limit);
    while (asked > 0) {
      try {
        await count(asked, limit);
        return asked;
      } catch (error) {
        if (!failed(error)) throw error;
        const taken = Number((error as { Item?: Record<string, { N?: string }> }).Item?.["seriesTaken"]?.N ?? limit);
        asked = Math.min(asked - 1, limit - taken);
      }
    }
    return 0;
  };

  const write = async (series: string): Promise<boolean> => {
    try {
      await client.send(
        new sdk.PutItemCommand({
          TableName: table,
          Item: { pk: { S: itemKey(series) }, series: { S: series.slice(0, 2048) }, expires: expires() },
          ConditionExpression: "attribute_not_exists(pk)",
        }),
      );
      return true;
    } catch (error) {
      if (failed(error)) return false;
      throw error;
    }
  };

  return {
    admit: async (series, limit) => {
      const current = new Date(now()).toISOString().slice(0, 7);
      if (current !== month) {
        month = current;
        known = new Set();
        denied = new Set();
      }
      if (denied.size > 20000) denied.clear();
      let open = series.filter((one) => !known.has(one) && !denied.has(one));
      if (open.length > 0) {
        await lookUp(open);
        open = open.filter((one) => !known.has(one));
      }
      if (open.length > 0) {
        const slots = await takeSlots(open.length, limit);
        const admitted = open.slice(0, slots);
        let unused = 0;
        for (let start = 0; start < admitted.length; start += 25) {
          const some = admitted.slice(start, start + 25);
          const written = await Promise.all(some.map(write));
          for (const one of some) known.add(one);
          unused += written.filter((first) => !first).length;
        }
        if (unused > 0) await count(-unused, limit);
        for (const one of open.slice(slots)) denied.add(one);
      }
      return new Set(series.filter((one) => known.has(one)));
    },
  };
}
