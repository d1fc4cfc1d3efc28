/** The recipes of the documentation, run as they stand against the API on a loopback port: curl's signature and the SDK signer's. */
import { createHash, createHmac } from "node:crypto";
import * as fs from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as path from "node:path";
import { type CommandResult, runCommand, whichCommand } from "../command";
import type { Finding } from "../engine";
import { withTemporaryFolder } from "../temporary-folder";
import { STREAM, storedEvents } from "./check-paging";
import { Gateway } from "./gateway";
import { makeRandom } from "./random";
import type { Renderer } from "./renderer";
import { FakeLogs, type StoredEvent } from "./service";
import { document, LOG_GROUP } from "./subject";

const ROOT = path.join(__dirname, "../../..");
const CREDENTIALS = {
  AWS_ACCESS_KEY_ID: "AKIDEXAMPLE",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
  AWS_REGION: "eu-west-1",
};

/** What is hard to sign in a query string. */
const HARD_FILTER = `"quoted" (a)*!+&=~% \\ 漢字`;

/** The fenced blocks of the page, in order. */
const blocks = (language: string): string[] =>
  [...fs.readFileSync(path.join(ROOT, "docs/logs-api.md"), "utf8").matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter((m) => m[1] === language)
    .map((m) => m[2]!);

/** The README's call of the API, without the deployment before it. */
const firstRecipe = (): string => /^curl [\s\S]*?(?=\n```)/m.exec(fs.readFileSync(path.join(ROOT, "README.md"), "utf8"))![0];

export async function checkRecipes(renderer: Renderer): Promise<{ count: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  const events = [
    ...storedEvents(3000).map((event, i) => (i % 11 === 0 ? { ...event, message: `${event.message} ${HARD_FILTER}` } : event)),
    { logStreamName: "my-log-stream", timestamp: 1, ingestionTime: 2, message: "hello", eventId: "0" },
  ];
  const server = await serve(renderer, events, makeRandom(3));
  const obliging = await serve(renderer, events); // for recipes of one call
  const urlOf = (one: Server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}/logs`;
  const url = urlOf(server);
  let count = 0;
  const check = async (where: string, run: () => Promise<CommandResult>, right: (out: string) => boolean) => {
    count++;
    const { status, stdout, stderr } = await run();
    if (status !== 0 || !right(stdout))
      findings.push({ where: `recipe: ${where}`, message: `ended with ${status}: ${(stderr || stdout).slice(0, 500)}` });
  };
  try {
    await withTemporaryFolder("recipes", async (folder) => {
      const sh = (script: string) =>
        runCommand("sh", ["-c", script], {
          cwd: folder,
          env: { PATH: `${path.dirname(process.execPath)}:${process.env.PATH}`, HOME: folder, ...CREDENTIALS },
        });
      const here = (script: string, at = url) => script.replaceAll("$(pulumi stack output logsApiUrl)", at);
      const [, curl, encoded, node] = blocks("sh");
      const messagesOf = (out: string): string[] => JSON.parse(out).events.map(({ message }: StoredEvent) => message);
      const inStream = events.filter((e) => e.logStreamName === STREAM);
      if (whichCommand("curl"))
        for (const [who, credentials] of Object.entries({ "a user": "", "a role": "AWS_SESSION_TOKEN=a/b+c== " })) {
          const set = credentials && `export ${credentials}\n`;
          for (const [where, recipe] of Object.entries({ "docs/logs-api.md, curl": curl!, "README.md": firstRecipe() }))
            await check(
              `${where}, as ${who}`,
              () => sh(set + here(recipe, urlOf(obliging))),
              (out) => messagesOf(out).join() === "hello",
            );
          const calls = encoded!
            .trim()
            .split("\n")
            .filter((line) => line.startsWith("read_logs "));
          const onlyCall = (nth: number) =>
            here(encoded!.replace(calls[1 - nth]!, ""), urlOf(obliging)).replace("{ $.status = 500 }", HARD_FILTER);
          await check(
            `docs/logs-api.md, curl, any stream, as ${who}`,
            () => sh(set + onlyCall(0)),
            (out) =>
              messagesOf(out).join() ===
              inStream
                .slice(0, 50)
                .map(({ message }) => message)
                .join(),
          );
          const found = events.filter(({ message }) => message.includes(HARD_FILTER));
          await check(
            `docs/logs-api.md, curl, any filter, as ${who}`,
            () => sh(set + onlyCall(1)),
            (out) =>
              messagesOf(out).join() ===
              found
                .reverse()
                .slice(0, 50)
                .map(({ message }) => message)
                .join(),
          );
        }
      else findings.push({ where: "recipes with curl", message: "there is no curl to run them" });
      fs.symlinkSync(path.join(ROOT, "node_modules"), path.join(folder, "node_modules"));
      fs.writeFileSync(path.join(folder, "read-logs.mjs"), blocks("js")[0]!);
      const search = here(node!).replace("{ $.status = 500 }", "it's").replaceAll("'filter=it's'", '"filter=it\'s"');
      const hits = events.filter(({ message }) => message.includes("it's")).reverse();
      const printed = (list: StoredEvent[]) => list.map(({ message }) => message).join("\n");
      const read = (out: string) =>
        out
          .trim()
          .split("\n")
          .map((line) => JSON.parse(line).message)
          .join("\n");
      await check(
        "SDK signer, search",
        () => sh(search),
        (out) => read(out) === printed(hits),
      );
      const stream = `node read-logs.mjs ${url} my-service 'stream=${STREAM}' limit=500`;
      await check(
        "SDK signer, stream",
        () => sh(stream),
        (out) => read(out) === printed(inStream),
      );
      count += 2;
      const refused = await sh(`node read-logs.mjs ${url} my-service limit=0`);
      if (refused.status === 0 || !refused.stderr.includes("400 InvalidParameter: Parameter 'limit' must be"))
        findings.push({ where: "recipe: refusal", message: refused.stderr.slice(0, 500) });
      const stranger = await sh(`AWS_SECRET_ACCESS_KEY=other node read-logs.mjs ${url} my-service`);
      if (!stranger.stderr.includes("403 AccessDenied"))
        findings.push({ where: "recipe: wrong key", message: stranger.stderr.slice(0, 500) });
    });
  } finally {
    server.close();
    obliging.close();
  }
  return { count, findings };
}

/** The API on a port, as API Gateway would serve it: it checks the signature and routes. By chance pages are short, and a call is throttled. */
async function serve(renderer: Renderer, events: StoredEvent[], random?: () => number): Promise<Server> {
  const logs = new FakeLogs({ [LOG_GROUP]: events }, true, random);
  const aliased = {
    ...document,
    paths: Object.fromEntries(Object.entries(document.paths).map(([p, m]) => [p.replace("/orders/", "/my-service/"), m])),
  };
  const gateway = new Gateway(renderer, aliased, (request) => logs.answer(request));
  const responses = document["x-amazon-apigateway-gateway-responses"];
  let calls = 0;
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: string) => response.writeHead(status, { "Content-Type": "application/json" }).end(body);
    const byItself = (type: string) => answer(Number(responses[type]!.statusCode), responses[type]!.responseTemplates["application/json"]!);
    if (!signed(request)) return byItself("INVALID_SIGNATURE");
    if (++calls === 3 && random) return byItself("THROTTLED");
    const url = new URL(request.url!, "http://127.0.0.1");
    const { status, body } = await gateway.call({ path: url.pathname.replace(/^\/logs/, ""), query: Object.fromEntries(url.searchParams) });
    return answer(status, body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** Signature Version 4 as its specification has it; `+` in a query is a plus sign, not a space. */
function signed(request: IncomingMessage): boolean {
  const [, date, region, service, names, signature] =
    /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/(\d{8})\/([\w-]+)\/([\w-]+)\/aws4_request, ?SignedHeaders=([\w;-]+), ?Signature=(\w{64})$/.exec(
      request.headers.authorization ?? "",
    ) ?? [];
  if (!date || service !== "execute-api") return false;
  const [pathname, query = ""] = request.url!.split("?");
  const encode = (text: string) =>
    encodeURIComponent(decodeURIComponent(text)).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  const pairs = query
    ? query
        .split("&")
        .map((pair) => pair.split("=").map(encode).join("="))
        .sort()
    : [];
  const headers = names!.split(";").map((name) => `${name}:${String(request.headers[name]).trim()}\n`);
  const hash = (text: string) => createHash("sha256").update(text).digest("hex");
  const hmac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const payload = (request.headers["x-amz-content-sha256"] as string | undefined) ?? hash("");
  const canonical = [request.method, pathname, pairs.join("&"), headers.join(""), names, payload].join("\n");
  const scope = `${date}/${region}/${service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", request.headers["x-amz-date"], scope, hash(canonical)].join("\n");
  const key = [region!, service, "aws4_request"].reduce<Buffer>(
    (k, part) => hmac(k, part),
    hmac(`AWS4${CREDENTIALS.AWS_SECRET_ACCESS_KEY}`, date),
  );
  return hmac(key, text).toString("hex") === signature;
}
