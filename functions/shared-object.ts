import type { S3Client } from "@aws-sdk/client-s3";

/** An object in the lake that several functions change. */
export interface SharedObject<T> {
  /** What it holds; undefined where there is none, or what is there is no JSON. Throws when it cannot be read. */
  read(): Promise<T | undefined>;
  /**
   * Replaces it by what `change` makes of it, unless somebody else was faster: then `change` is asked again with what they wrote.
   * `change` may answer undefined to leave it as it is. Answers what `change` answered last.
   */
  update(change: (current: T | undefined) => Promise<T | undefined>): Promise<T | undefined>;
}

/**
 * Reads and writes JSON objects so that no writer overwrites another's work: a write names the version it replaces (`If-Match`), or
 * that there was none (`If-None-Match: *`), and S3 refuses it with 412, or 409 while another write is under way.
 *
 * Without the right to list the bucket S3 answers 403 for an object that is not there. It is taken for absent: if it was there after
 * all, the conditional write fails instead of losing it.
 */
export function makeSharedObjects(sdk: typeof import("@aws-sdk/client-s3"), client: Pick<S3Client, "send">, bucket: string) {
  const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
  const status = (error: unknown) => (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

  return <T>(key: string): SharedObject<T> => {
    const load = async (): Promise<{ value: T | undefined; version: string | undefined }> => {
      try {
        const answer = await client.send(new sdk.GetObjectCommand({ Bucket: bucket, Key: key }));
        const text = (await answer.Body?.transformToString()) ?? "";
        try {
          return { value: JSON.parse(text) as T, version: answer.ETag };
        } catch {
          console.warn(`The object ${key} is no JSON; it is written anew.`);
          return { value: undefined, version: answer.ETag };
        }
      } catch (error) {
        if (status(error) === 404 || status(error) === 403) return { value: undefined, version: undefined };
        throw error;
      }
    };
    return {
      read: async () => (await load()).value,
      update: async (change) => {
        for (let attempt = 1; ; attempt++) {
          const { value, version } = await load();
          const changed = await change(value);
          if (changed === undefined) return undefined;
          try {
            await client.send(
              new sdk.PutObjectCommand({
                Bucket: bucket,
                Key: key,
                Body: JSON.stringify(changed),
                ContentType: "application/json",
                ...(version === undefined ? { IfNoneMatch: "*" } : { IfMatch: version }),
              }),
            );
            return changed;
          } catch (error) {
            const refused = status(error) === 412 || status(error) === 409;
            if (!refused || attempt === 12) throw error;
            await pause(50 * attempt * (0.5 + Math.random()));
          }
        }
      },
    };
  };
}
