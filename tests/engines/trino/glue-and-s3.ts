import * as fs from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";

/** The arguments of `aws.glue.CatalogTable`, as the program gives them. */
export type CatalogTableArgs = Record<string, any> & { name: string };

const ACCOUNT = "123456789012";

/** Pulumi's names as the Glue API spells them; keys of parameters are left alone. */
function glueNames(value: any): any {
  if (Array.isArray(value)) return value.map(glueNames);
  if (!value || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]: [string, any]) => {
        const key = (name[0]!.toUpperCase() + name.slice(1)).replace(/^SerDeInfo$/i, "SerdeInfo");
        return [key, key === "Parameters" ? { ...inner } : glueNames(inner)];
      }),
  );
}

const escapeXml = (text: string) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

function filesUnder(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name));
}

/** A read-only Glue Data Catalog and S3 on one port, enough for Trino's own clients: the program's tables and views are served as they are. */
export class GlueAndS3 {
  /** Keys that were listed or read, in order. */
  readonly touched: string[] = [];
  private readonly server = createServer((request, response) => void this.serve(request, response));

  constructor(
    readonly database: string,
    readonly tables: CatalogTableArgs[],
    /** Bucket name → folder. */
    private readonly buckets: Record<string, string>,
  ) {}

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const target = request.headers["x-amz-target"];
    if (target) {
      const [status, body] = this.glue(String(target).split(".").pop()!, JSON.parse(Buffer.concat(chunks).toString()));
      response.writeHead(status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
    } else this.s3(request, response);
  }

  private glue(operation: string, { Name, DatabaseName }: any): [number, unknown] {
    const database = { Name: this.database, CreateTime: 1.7e9, CatalogId: ACCOUNT };
    const missing = (what: string): [number, unknown] => [400, { __type: "EntityNotFoundException", message: `${what} not found.` }];
    switch (operation) {
      case "GetDatabases":
        return [200, { DatabaseList: [database] }];
      case "GetDatabase":
        return Name === this.database ? [200, { Database: database }] : missing(`Database ${Name}`);
      case "GetTables":
        return DatabaseName === this.database ? [200, { TableList: this.tables.map((table) => this.table(table)) }] : missing(DatabaseName);
      case "GetTable": {
        const table = DatabaseName === this.database ? this.tables.find((t) => t.name.toLowerCase() === Name.toLowerCase()) : undefined;
        return table ? [200, { Table: this.table(table) }] : missing(`Table ${Name}`);
      }
      case "GetPartitions":
        return [200, { Partitions: [] }];
      case "BatchGetPartition":
        return [200, { Partitions: [], UnprocessedKeys: [] }];
      case "GetColumnStatisticsForTable":
      case "GetColumnStatisticsForPartition":
        return [200, { ColumnStatisticsList: [], Errors: [] }];
      case "GetUserDefinedFunctions":
        return [200, { UserDefinedFunctions: [] }];
      default:
        return [400, { __type: "InvalidInputException", message: `this catalog has no ${operation}` }];
    }
  }

  private table(args: CatalogTableArgs): unknown {
    return {
      ...glueNames(args),
      DatabaseName: this.database,
      CatalogId: ACCOUNT,
      CreateTime: 1.7e9,
      UpdateTime: 1.7e9,
      IsRegisteredWithLakeFormation: false,
    };
  }

  private s3(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url!, "http://s3");
    const [, bucket, ...rest] = url.pathname.split("/");
    const root = this.buckets[bucket!];
    const key = decodeURIComponent(rest.join("/"));
    if (!root) {
      response.writeHead(404).end();
      return;
    }
    if (!key) {
      const prefix = url.searchParams.get("prefix") ?? "";
      this.touched.push(prefix);
      response.writeHead(200, { "content-type": "application/xml" }).end(listing(bucket!, root, prefix));
      return;
    }
    const file = path.join(root, key);
    if (!fs.existsSync(file) || !fs.statSync(file).isFile()) {
      response.writeHead(404, { "content-type": "application/xml" }).end("<Error><Code>NoSuchKey</Code></Error>");
      return;
    }
    this.touched.push(key);
    const { size, mtime } = fs.statSync(file);
    const headers = { "last-modified": mtime.toUTCString(), etag: '"e"', "accept-ranges": "bytes" };
    if (request.method === "HEAD") {
      response.writeHead(200, { ...headers, "content-length": size }).end();
      return;
    }
    const range = /^bytes=(\d*)-(\d*)$/.exec(request.headers.range ?? "");
    const from = range ? (range[1] ? Number(range[1]) : size - Number(range[2])) : 0;
    const to = range?.[1] && range[2] ? Math.min(Number(range[2]), size - 1) : size - 1;
    const partial = range ? { "content-range": `bytes ${from}-${to}/${size}` } : {};
    response.writeHead(range ? 206 : 200, { ...headers, "content-length": to - from + 1, ...partial });
    fs.createReadStream(file, { start: from, end: to }).pipe(response);
  }
}

function listing(bucket: string, root: string, prefix: string): string {
  // Only the folder of the prefix is read: a query lists one for every day.
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  const keys = filesUnder(path.join(root, folder))
    .map((file) => path.relative(root, file))
    .filter((key) => key.startsWith(prefix))
    .sort();
  const contents = keys.map((key) => {
    const { mtime, size } = fs.statSync(path.join(root, key));
    return `<Contents><Key>${escapeXml(key)}</Key><LastModified>${mtime.toISOString()}</LastModified><ETag>"e"</ETag><Size>${size}</Size><StorageClass>STANDARD</StorageClass></Contents>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?><ListBucketResult><Name>${bucket}</Name><Prefix>${escapeXml(prefix)}</Prefix><KeyCount>${keys.length}</KeyCount><MaxKeys>100000</MaxKeys><IsTruncated>false</IsTruncated>${contents.join("")}</ListBucketResult>`;
}
