import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { gzipSync } from "node:zlib";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";

/** The folder of made files: the project's own, where nobody else can put a file that would be uploaded in place of one. */
const folder = () => path.resolve(".local", "uploads");

/** Writes a file whose name is its content, so that the same rows are the same file in every preview. */
function madeFile(content: Buffer): { readonly file: string; readonly hash: string } {
  const hash = createHash("sha256").update(content).digest("hex");
  mkdirSync(folder(), { recursive: true });
  const file = path.join(folder(), `${hash}.gz`);
  // In one step, because a preview and an update may run at the same time.
  writeFileSync(`${file}.${process.pid}`, content);
  renameSync(`${file}.${process.pid}`, file);
  return { file, hash };
}

/**
 * Uploads the rows of a reference table. Compressed, and as a file: the stack's state keeps only its hash, where a text would stand in it in full.
 *
 * @param text rows in the table's own form
 */
export function uploadReference(
  name: string,
  args: { readonly bucketName: pulumi.Input<string>; readonly tableFolder: string; readonly text: string },
  opts: { readonly parent: pulumi.Resource },
): void {
  const { file, hash } = madeFile(gzipSync(args.text, { level: 9 }));
  new aws.s3.BucketObjectv2(
    name,
    {
      bucket: args.bucketName,
      // Athena tells the compression by the ending, so the object must not declare an encoding of its own.
      key: `${args.tableFolder}/rows.csv.gz`,
      source: new pulumi.asset.FileAsset(file),
      sourceHash: hash,
      contentType: "application/gzip",
    },
    opts,
  );
}
