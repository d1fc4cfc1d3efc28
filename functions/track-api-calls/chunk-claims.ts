import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";

/** How far earlier attempts at a batch came: indexes into its counts and its audit rows. */
export interface ChunkProgress {
  publishedTo: number;
  auditedTo: number;
}

export type ChunkClaim = ({ state: "ours"; owner: string } & ChunkProgress) | { state: "done" };

/** Who works on a batch, and how far it is. */
export interface ChunkClaims {
  /** Takes the batch until `leaseMs` from now. Throws when another attempt holds it, or when the table cannot be asked. */
  claim(identity: string, leaseMs: number): Promise<ChunkClaim>;
  /** Writes down progress; `done` ends the work, `free` lets the next attempt begin at once. Throws when the claim was lost. */
  save(identity: string, owner: string, progress: ChunkProgress, then: "held" | "free" | "done"): Promise<void>;
}

/**
 * Claims in the state table, so that a batch delivered twice, or retried after a failure, is counted once.
 *
 * One item per batch: `pk` = `chunk#<identity>`, `claimState` (`claimed`, `done`), `leaseUntil` (ms), `claimOwner`, `publishedTo`,
 * `auditedTo`, `expires` (TTL, seconds). CloudWatch Logs retries a delivery for up to 24 hours, Lambda a throttled one for 6 (a failed one twice within
 * minutes), and somebody may hand back what was given up: an item lives three days. The lease is the time the function has left: an attempt that is cut off cannot outlive it.
 */
export function makeChunkClaims(
  sdk: typeof import("@aws-sdk/client-dynamodb"),
  client: Pick<DynamoDBClient, "send">,
  table: string,
): ChunkClaims {
  const { randomUUID } = require("node:crypto") as typeof import("node:crypto");
  const now = () => Date.now();
  const text = (value: string) => ({ S: value });
  const number = (value: number) => ({ N: String(value) });
  const lifeSeconds = 3 * 86400;

  return {
    claim: async (identity, leaseMs) => {
      const owner = randomUUID();
      const at = now();
      try {
        const answer = await client.send(
          new sdk.UpdateItemCommand({
            TableName: table,
            Key: { pk: text(`chunk#${identity}`) },
            UpdateExpression: "SET claimState = :claimed, leaseUntil = :until, claimOwner = :owner, expires = :expires",
            ConditionExpression: "attribute_not_exists(pk) OR (claimState <> :done AND leaseUntil < :now)",
            ExpressionAttributeValues: {
              ":claimed": text("claimed"),
              ":done": text("done"),
              ":until": number(at + leaseMs),
              ":now": number(at),
              ":owner": text(owner),
              ":expires": number(Math.floor(at / 1000) + lifeSeconds),
            },
            ReturnValues: "ALL_NEW",
            ReturnValuesOnConditionCheckFailure: "ALL_OLD",
          }),
        );
        const item = answer.Attributes ?? {};
        return { state: "ours", owner, publishedTo: Number(item["publishedTo"]?.N ?? 0), auditedTo: Number(item["auditedTo"]?.N ?? 0) };
      } catch (error) {
        const refused = error as { name?: string; Item?: Record<string, { S?: string }> };
        if (refused.name !== "ConditionalCheckFailedException") throw error;
        if (refused.Item?.["claimState"]?.S === "done") return { state: "done" };
        throw new Error("Another attempt holds this batch; it is retried when the lease has ended.");
      }
    },
    save: async (identity, owner, progress, then) => {
      await client.send(
        new sdk.UpdateItemCommand({
          TableName: table,
          Key: { pk: text(`chunk#${identity}`) },
          UpdateExpression: `SET publishedTo = :published, auditedTo = :audited, claimState = :state${then === "free" ? ", leaseUntil = :zero" : ""}`,
          ConditionExpression: "claimOwner = :owner",
          ExpressionAttributeValues: {
            ":published": number(progress.publishedTo),
            ":audited": number(progress.auditedTo),
            ":state": text(then === "done" ? "done" : "claimed"),
            ":owner": text(owner),
            ...(then === "free" ? { ":zero": number(0) } : {}),
          },
        }),
      );
    },
  };
}
