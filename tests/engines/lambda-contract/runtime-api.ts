import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What a function said to one invocation. */
export type Answer =
  | { kind: "response"; body: unknown; milliseconds: number }
  | { kind: "error"; body: any; errorType: string | undefined; milliseconds: number }
  | { kind: "timeout"; milliseconds: number };

interface Invocation {
  id: string;
  event: unknown;
  deadline: number;
  /** When the function took it. */
  started: number;
  settle(answer: Answer): void;
}

const FUNCTION_ARN = "arn:aws:lambda:eu-west-1:123456789012:function:contract";

/** The Lambda Runtime API of 2018-06-01, for one function at a time: init, next, response, error, deadline. */
export class RuntimeApi {
  /** Body of an error that the function reported while it initialised. */
  initError: any;
  /** Requests that the Runtime API does not know or that name no current invocation. */
  readonly violations: string[] = [];
  private waiting: ServerResponse | undefined;
  private queued: Invocation | undefined;
  private current: Invocation | undefined;
  private ready: (() => void) | undefined;

  private constructor(private readonly server: ReturnType<typeof createServer>) {}

  static async start(): Promise<RuntimeApi> {
    const server = createServer();
    const api = new RuntimeApi(server);
    server.on("request", (request, response) => void api.serve(request, response));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return api;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Resolves when the function asks for its first event; rejects when the time is over. */
  untilReady(limitMs: number): Promise<void> {
    if (this.waiting) return Promise.resolve();
    return new Promise((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error(`not ready after ${limitMs} ms`)), limitMs);
      this.ready = () => {
        clearTimeout(limit);
        resolve();
      };
    });
  }

  /** Hands over an event and waits for the answer, until the deadline that the function is told. */
  invoke(event: unknown, deadlineMs: number): Promise<Answer> {
    return new Promise((resolve) => {
      const started = Date.now();
      const limit = setTimeout(() => resolve({ kind: "timeout", milliseconds: Date.now() - started }), deadlineMs);
      const settle = (answer: Answer) => {
        clearTimeout(limit);
        resolve(answer);
      };
      this.queued = { id: randomUUID(), event, deadline: started + deadlineMs, started, settle };
      this.handOver();
    });
  }

  close(): void {
    this.waiting?.destroy();
    this.server.closeAllConnections();
    this.server.close();
  }

  private handOver(): void {
    if (!this.waiting || !this.queued) return;
    const invocation = this.queued;
    const response = this.waiting;
    this.current = invocation;
    this.queued = undefined;
    this.waiting = undefined;
    invocation.started = Date.now();
    response.writeHead(200, {
      "Content-Type": "application/json",
      "Lambda-Runtime-Aws-Request-Id": invocation.id,
      "Lambda-Runtime-Deadline-Ms": String(invocation.deadline),
      "Lambda-Runtime-Invoked-Function-Arn": FUNCTION_ARN,
      "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Sampled=0",
    });
    response.end(JSON.stringify(invocation.event));
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const text = Buffer.concat(chunks).toString();
    const [, id, what] = request.url?.match(/^\/2018-06-01\/runtime\/invocation\/([^/]+)(?:\/(response|error))?$/) ?? [];
    if (request.url === "/2018-06-01/runtime/init/error") {
      this.initError = JSON.parse(text);
      this.ready?.();
    } else if (request.method === "GET" && id === "next" && !what) {
      this.waiting = response;
      this.ready?.();
      this.handOver();
      return;
    } else if (request.method === "POST" && what && id === this.current?.id) {
      const milliseconds = Date.now() - this.current!.started;
      if (what === "response") this.current!.settle({ kind: "response", body: parse(text), milliseconds });
      else {
        const header = request.headers["lambda-runtime-function-error-type"];
        this.current!.settle({ kind: "error", body: parse(text), errorType: String(header ?? ""), milliseconds });
      }
      this.current = undefined;
    } else this.violations.push(`${request.method} ${request.url}`);
    response.writeHead(202, { "Content-Type": "application/json" }).end('{"status":"OK"}');
  }
}

const parse = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};
