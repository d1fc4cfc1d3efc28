import { createHash } from "node:crypto";
import { ServiceError, sdkModule } from "../../../local/stand-ins/sdk-module";

/** S3 in memory: conditional writes, listings in pages, copies. `missing` is what is answered for an absent object: 403 without the right to list. */
export function objectStore(missing: 403 | 404 = 404) {
  const objects = new Map<string, Buffer>();
  const store = {
    objects,
    requests: [] as string[],
    fail: undefined as ((kind: string, input: any) => Error | undefined) | undefined,
    text: (key: string) => objects.get(key)?.toString("utf8"),
    json: (key: string) => JSON.parse(objects.get(key)?.toString("utf8") ?? "null"),
    keys: (prefix = "") => [...objects.keys()].filter((key) => key.startsWith(prefix)).sort(),
    pageSize: 1000,
  };
  const tag = (body: Buffer) => `"${createHash("md5").update(body).digest("hex")}"`;
  const asked = (kind: string, input: any) => {
    store.requests.push(`${kind} ${input.Key ?? input.Prefix ?? ""}`);
    const error = store.fail?.(kind, input);
    if (error) throw error;
  };
  const existing = (key: string): Buffer => {
    const body = objects.get(key);
    if (!body) throw missing === 404 ? new ServiceError("NoSuchKey", 404) : new ServiceError("AccessDenied", 403);
    return body;
  };
  const module = sdkModule("S3Client", {
    GetObject: (input) => {
      asked("Get", input);
      const body = existing(input.Key);
      return {
        ETag: tag(body),
        ContentLength: body.length,
        Body: { transformToString: async () => body.toString("utf8"), transformToByteArray: async () => new Uint8Array(body) },
      };
    },
    HeadObject: (input) => {
      asked("Head", input);
      return { ETag: tag(existing(input.Key)) };
    },
    PutObject: (input) => {
      asked("Put", input);
      const current = objects.get(input.Key);
      if (input.IfNoneMatch === "*" && current) throw new ServiceError("PreconditionFailed", 412);
      if (input.IfMatch && (!current || tag(current) !== input.IfMatch)) throw new ServiceError("PreconditionFailed", 412);
      objects.set(input.Key, Buffer.from(input.Body));
      return {};
    },
    CopyObject: (input) => {
      asked("Copy", input);
      const source = decodeURIComponent(input.CopySource).replace(/^[^/]*\//, "");
      objects.set(input.Key, existing(source));
      return {};
    },
    DeleteObject: (input) => {
      asked("Delete", input);
      objects.delete(input.Key);
      return {};
    },
    ListObjectsV2: (input) => {
      asked("List", input);
      const after = input.ContinuationToken ?? input.StartAfter ?? "";
      const all = store.keys(input.Prefix).filter((key) => key > after);
      const page = all.slice(0, Math.min(input.MaxKeys ?? 1000, store.pageSize));
      return {
        Contents: page.map((Key) => ({ Key, Size: objects.get(Key)!.length, ETag: tag(objects.get(Key)!) })),
        IsTruncated: page.length < all.length,
        NextContinuationToken: page.length < all.length ? page[page.length - 1] : undefined,
      };
    },
  });
  return Object.assign(store, { module });
}
