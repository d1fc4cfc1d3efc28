import * as fs from "node:fs";
import * as path from "node:path";
import type { WrittenAsset } from "./recording";
import { zipFiles } from "./zip";

function walk(root: string, prefix = ""): [string, Buffer][] {
  return fs
    .readdirSync(root, { withFileTypes: true })
    .flatMap((entry): [string, Buffer][] =>
      entry.isDirectory()
        ? walk(path.join(root, entry.name), `${prefix}${entry.name}/`)
        : [[prefix + entry.name, fs.readFileSync(path.join(root, entry.name))]],
    );
}

async function assetContent(asset: any): Promise<Buffer> {
  if (asset.text !== undefined) return Buffer.from(await asset.text);
  if (asset.path !== undefined) return fs.readFileSync(await asset.path);
  throw new Error("a remote asset cannot be read here");
}

async function archiveEntries(archive: any): Promise<[string, Buffer][]> {
  if (archive.assets === undefined) return walk(await archive.path);
  const found: [string, Buffer][] = [];
  for (const [name, item] of Object.entries<any>(await archive.assets)) {
    if (item.assets === undefined && item.text === undefined && fs.statSync(await item.path).isDirectory())
      found.push(...walk(await item.path, `${name}/`));
    else if (item.assets !== undefined)
      found.push(...(await archiveEntries(item)).map(([inner, data]): [string, Buffer] => [`${name}/${inner}`, data]));
    else found.push([name, await assetContent(item)]);
  }
  return found;
}

/** Writes a Pulumi asset or archive under `folder`: the very bytes that the provider would upload. */
export async function materialise(asset: any, isArchive: boolean, folder: string, label: string): Promise<WrittenAsset> {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, `${label.replace(/[^\w.-]/g, "_")}${isArchive ? ".zip" : ""}`);
  const ready = isArchive && asset.path !== undefined && fs.statSync(await asset.path).isFile();
  const files: [string, Buffer][] = ready ? [] : isArchive ? await archiveEntries(asset) : [["", await assetContent(asset)]];
  fs.writeFileSync(file, ready ? fs.readFileSync(await asset.path) : isArchive ? zipFiles(files) : files[0]![1]);
  const unpackedTo = isArchive ? path.join(folder, "unpacked", path.basename(file, ".zip")) : undefined;
  for (const [name, content] of unpackedTo ? files : []) {
    fs.mkdirSync(path.dirname(path.join(unpackedTo!, name)), { recursive: true });
    fs.writeFileSync(path.join(unpackedTo!, name), content);
  }
  return {
    __file: file,
    __folder: unpackedTo,
    bytes: fs.statSync(file).size,
    unpacked: files.reduce((sum, [, data]) => sum + data.length, 0),
    entries: files.map(([name]) => name),
  };
}
