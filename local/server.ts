import { type AddressInfo, createServer } from "node:net";
import { type HttpBindings, serve as listen } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { makePreview } from "./cloudwatch/preview";
import type { Lake } from "./lake";
import { type Answers, makeAnswers } from "./page/answers";
import { pageBundle } from "./page/bundle";
import { pageDocument } from "./page/document";
import { checkPreviewRequest, checkVisualRequest, InvalidRequest } from "./page/request-checks";
import { projectVersion } from "./page/version";

export interface ServeOptions {
  readonly lake: Lake;
  /** Port on 127.0.0.1; 0 for any free one. */
  readonly port: number;
}

export interface Server {
  /** Where the page is, such as `http://127.0.0.1:4400/`. */
  readonly url: string;
  close(): Promise<void>;
}

const largestBody = 64 * 1024;

// The page may run its own files and ask its own server, nothing else: log lines are written by strangers and shown here.
const contentPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Host names under which this machine reaches itself. A page of another name that resolves to 127.0.0.1 (DNS rebinding) is refused. */
function isOwnHost(host: string | undefined, port: number): boolean {
  return host === `127.0.0.1:${port}` || host === `localhost:${port}`;
}

function routes(answers: Answers, preview: ReturnType<typeof makePreview>, port: () => number): Hono<{ Bindings: HttpBindings }> {
  const app = new Hono<{ Bindings: HttpBindings }>();

  app.use(async (c, next) => {
    c.header("Content-Security-Policy", contentPolicy);
    c.header("X-Content-Type-Options", "nosniff");
    c.header("Referrer-Policy", "no-referrer");
    c.header("Cross-Origin-Resource-Policy", "same-origin");
    c.header("Cross-Origin-Opener-Policy", "same-origin");
    c.header("Cache-Control", "no-store");
    if (!isOwnHost(c.req.header("host"), port())) return c.text("This server answers to 127.0.0.1 only.", 403);
    const origin = c.req.header("origin");
    if (origin !== undefined && !isOwnHost(origin.replace(/^http:\/\//, ""), port()))
      return c.text("Other sites may not ask this server.", 403);
    return next();
  });

  app.get("/", (c) =>
    c.html(
      pageDocument({
        title: "API usage analytics",
        head: '<link rel="stylesheet" href="/page.css">\n<script src="/page.js" defer></script>',
        tail: "",
      }),
    ),
  );
  app.get("/page.js", async (c) => c.body((await pageBundle()).script, 200, { "content-type": "text/javascript; charset=utf-8" }));
  app.get("/page.css", async (c) => c.body((await pageBundle()).style, 200, { "content-type": "text/css; charset=utf-8" }));

  // A cross-site form cannot send JSON, so asking for the type keeps other sites out even where a browser sends no origin.
  app.use("/ask/*", async (c, next) => {
    if (!/^application\/json\b/i.test(c.req.header("content-type") ?? "")) return c.json({ error: "Questions are asked as JSON." }, 415);
    return next();
  });
  app.use("/ask/*", bodyLimit({ maxSize: largestBody, onError: (c) => c.json({ error: "The question is too long." }, 413) }));

  const body = async (c: Context) => {
    try {
      return (await c.req.json()) as unknown;
    } catch {
      throw new InvalidRequest("Invalid request 'body': must be JSON, got something else.");
    }
  };
  app.post("/ask/about", async (c) => c.json(await answers.about()));
  app.post("/ask/visual", async (c) => c.json(await answers.visual(checkVisualRequest(await body(c)))));
  app.post("/ask/rows", async (c) => c.json(await answers.rows(checkVisualRequest(await body(c)))));
  app.post("/ask/preview", async (c) => c.json(await preview(checkPreviewRequest(await body(c)))));

  app.notFound((c) => c.text("There is nothing here.", 404));
  app.onError((error, c) => {
    if (error instanceof InvalidRequest) return c.json({ error: error.message }, 400);
    // The reader runs both the server and the query: DuckDB's own message is what helps.
    return c.json({ error: error.message }, 500);
  });
  return app;
}

/** What is wrong with a port that could not be had. */
const portError = (error: NodeJS.ErrnoException, port: number): Error =>
  error.code === "EADDRINUSE"
    ? new Error(`Invalid option '--port': must be a free port on 127.0.0.1, got '${port}', which is taken.`)
    : error;

/** @throws when something listens on the port already */
export function refuseTakenPort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error) => reject(portError(error, port)));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve()));
  });
}

/**
 * Serves the dashboards of a lake on 127.0.0.1.
 * @throws when the port is taken.
 */
export async function serve({ lake, port }: ServeOptions): Promise<Server> {
  let bound = port;
  const answers = makeAnswers(lake, projectVersion);
  // Vega takes half a second to bundle: begin before the browser asks.
  void pageBundle().catch(() => undefined);
  // The same for the first dashboard's answers: what fails now fails again when it is asked for, and is shown then.
  void answers.warm().catch(() => undefined);
  const app = routes(answers, makePreview(lake), () => bound);
  return new Promise((resolve, reject) => {
    const server = listen({ fetch: app.fetch, hostname: "127.0.0.1", port }, (address: AddressInfo) => {
      bound = address.port;
      resolve({
        url: `http://127.0.0.1:${bound}/`,
        close: () =>
          new Promise<void>((closed) => {
            server.close(() => closed());
            if ("closeAllConnections" in server) server.closeAllConnections();
          }),
      });
    });
    server.once("error", (error: NodeJS.ErrnoException) => reject(portError(error, port)));
  });
}
