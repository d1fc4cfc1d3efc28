import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { ServiceError, sdkModule } from "./sdk-module";

interface Input {
  Key?: string;
  Prefix?: string;
  Body?: string | Uint8Array;
  IfNoneMatch?: string;
  IfMatch?: string;
  CopySource?: string;
}

const etagOf = (body: Uint8Array) => `"${createHash("md5").update(body).digest("hex")}"`;

/** Stands in for `@aws-sdk/client-s3`: one bucket, which is a folder. Keys that lead out of it are refused. */
export function s3StandIn(folder: string): Record<string, unknown> {
  const fileOf = (key: string) => {
    const file = path.resolve(folder, key);
    if (!file.startsWith(path.resolve(folder) + path.sep)) throw new ServiceError("InvalidKey", 400);
    return file;
  };
  const answers: Record<string, (input: Input) => unknown> = {
    GetObject({ Key, IfNoneMatch }) {
      const file = fileOf(Key!);
      if (!existsSync(file)) throw new ServiceError("NoSuchKey", 404);
      const body = readFileSync(file);
      const ETag = etagOf(body);
      if (IfNoneMatch === ETag) throw new ServiceError("NotModified", 304);
      return {
        ETag,
        LastModified: statSync(file).mtime,
        Body: { transformToString: async () => body.toString("utf8"), transformToByteArray: async () => new Uint8Array(body) },
      };
    },
    PutObject({ Key, Body, IfNoneMatch, IfMatch }) {
      const file = fileOf(Key!);
      if (IfNoneMatch === "*" && existsSync(file)) throw new ServiceError("PreconditionFailed", 412);
      if (IfMatch && (!existsSync(file) || etagOf(readFileSync(file)) !== IfMatch)) throw new ServiceError("PreconditionFailed", 412);
      mkdirSync(path.dirname(file), { recursive: true });
      const body = typeof Body === "string" ? Buffer.from(Body) : Buffer.from(Body ?? []);
      writeFileSync(file, body);
      return { ETag: etagOf(body) };
    },
    CopyObject({ Key, CopySource }) {
      const source = fileOf(decodeURIComponent(CopySource!).replace(/^\/?[^/]+\//, ""));
      if (!existsSync(source)) throw new ServiceError("NoSuchKey", 404);
      const file = fileOf(Key!);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, readFileSync(source));
      return {};
    },
    DeleteObject({ Key }) {
      rmSync(fileOf(Key!), { force: true });
      return {};
    },
    HeadObject({ Key }) {
      const file = fileOf(Key!);
      if (!existsSync(file)) throw new ServiceError("NotFound", 404);
      return { ETag: etagOf(readFileSync(file)), ContentLength: statSync(file).size };
    },
    ListObjectsV2({ Prefix = "" }) {
      if (!existsSync(folder)) return { Contents: [], IsTruncated: false };
      const Contents = readdirSync(folder, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.join(entry.parentPath, entry.name))
        .map((file) => ({
          Key: path.relative(folder, file).split(path.sep).join("/"),
          Size: statSync(file).size,
          LastModified: statSync(file).mtime,
        }))
        .filter((object) => object.Key.startsWith(Prefix))
        .sort((a, b) => (a.Key < b.Key ? -1 : 1));
      return { Contents, IsTruncated: false, KeyCount: Contents.length };
    },
  };
  return sdkModule("S3Client", answers);
}
