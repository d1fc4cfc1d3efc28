import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** How every AWS service behaves: as an empty account, as one that fails, or not at all. */
export type AwsMood = "empty" | "failing" | "silent";

/** Stands for every AWS service at once, with the least that each protocol asks for. What the services really do is the emulator's business. */
export class AwsStub {
  mood: AwsMood = "empty";
  /** Requests seen, as `METHOD path action`. */
  readonly seen: string[] = [];
  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<AwsStub> {
    const server = createServer();
    const stub = new AwsStub(server);
    server.on("request", async (request, response) => {
      for await (const _ of request);
      stub.seen.push(`${request.method} ${request.url} ${request.headers["x-amz-target"] ?? ""}`.trim());
      if (stub.mood === "silent") return;
      if (stub.mood === "failing")
        response
          .writeHead(403, { "content-type": "application/json", "x-amzn-errortype": "AccessDeniedException" })
          .end('{"__type":"AccessDeniedException","message":"denied by the test"}');
      else stub.answer(request.method ?? "", request.url ?? "", request.headers as Record<string, string>, response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return stub;
  }

  get endpoint(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private answer(method: string, url: string, headers: Record<string, string>, response: ServerResponse): void {
    const json = (body: unknown) => response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (headers["smithy-protocol"] === "rpc-v2-cbor")
      response.writeHead(200, { "smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor" }).end(Buffer.from([0xa0])); // an empty map
    else if (headers["x-amz-target"]?.startsWith("secretsmanager."))
      json({ ARN: "secret", VersionId: "v1", SecretString: "0123456789abcdef0123456789abcdef" });
    else if (headers["x-amz-target"]?.includes("PutRecordBatch")) json({ FailedPutCount: 0, RequestResponses: [] });
    else if (headers["x-amz-target"]) json({});
    else if (/^\/(restapis|usageplans|apikeys)|\/v2\/apis/.test(url)) json({ item: [], items: [] });
    else if (method === "GET" && url.includes("list-type=2"))
      response
        .writeHead(200, { "content-type": "application/xml" })
        .end("<ListBucketResult><KeyCount>0</KeyCount><IsTruncated>false</IsTruncated></ListBucketResult>");
    else if (method === "GET" || method === "HEAD")
      response
        .writeHead(404, { "content-type": "application/xml" })
        .end(method === "HEAD" ? "" : "<Error><Code>NoSuchKey</Code><Message>not there</Message></Error>");
    else response.writeHead(200, { "content-type": "application/xml" }).end("");
  }
}
