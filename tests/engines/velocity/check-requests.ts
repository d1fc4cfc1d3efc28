/** Requests: a table of every parameter with every hostile value, and random ones. */
import { type ParameterName, refusalMessage } from "../../../components/logs-api/parameters";
import { type Route, routes } from "../../../components/logs-api/routes";
import type { Finding } from "../engine";
import { CONTEXT, Gateway, type GatewayAnswer } from "./gateway";
import { foreign, hostile } from "./hostile-values";
import { expected, type Query } from "./oracle";
import { makeRandom } from "./random";
import type { Renderer } from "./renderer";
import { FakeLogs } from "./service";
import { ALIAS, document, LOG_GROUP, OTHER_GROUP, usual } from "./subject";

interface Case {
  readonly route: Route;
  readonly query: Query;
  readonly headers?: Record<string, string>;
}

/** One parameter at a time is missing or hostile, the others as usual; and what no route knows. */
export function tableCases(): Case[] {
  return routes.flatMap((route) => {
    const good = usual(route);
    const names = route.parameters.map(({ parameter }) => parameter.name);
    return [
      { route, query: {} },
      { route, query: good },
      ...names.map((name) => ({ route, query: Object.fromEntries(Object.entries(good).filter(([key]) => key !== name)) })),
      ...names.flatMap((name) => hostile.map((value) => ({ route, query: { ...good, [name]: value } }))),
      // Alone, so that no other parameter decides.
      ...names.flatMap((name) =>
        hostile.map((value) => ({ route, query: { ...(good.stream ? { stream: good.stream } : {}), [name]: value } })),
      ),
      ...foreign.map((name) => ({ route, query: { ...good, [name]: OTHER_GROUP } })),
      // A header of a parameter's name is not the parameter.
      ...names.map((name) => ({ route, query: good.stream ? { stream: good.stream } : {}, headers: { [name]: "'\"" } })),
    ];
  });
}

/** Random mixes of good, hostile, joined and mutilated values. */
export function* randomCases(count: number, seed: number): Generator<Case> {
  const random = makeRandom(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const letter = () =>
    String.fromCharCode(
      pick([0, 32, 34, 35, 36, 39, 44, 92, 48, 57, 123, 0xe9, 0x2028, 0xd83d, 0xde00, 0xffff]) + Math.floor(random() * 3),
    );
  const value = (good: string): string => {
    const dice = random();
    if (dice < 0.35) return good;
    if (dice < 0.6) return pick(hostile);
    if (dice < 0.7) return String(Math.floor(10 ** (random() * 14)));
    if (dice < 0.8) return pick(hostile) + pick(hostile);
    const at = Math.floor(random() * (good.length + 1));
    if (dice < 0.9) return good.slice(0, at) + letter() + good.slice(at);
    return Array.from({ length: Math.floor(random() * 24) }, letter).join("");
  };
  for (let i = 0; i < count; i++) {
    const route = pick(routes);
    const good = usual(route);
    const query: Record<string, string> = {};
    for (const { parameter } of route.parameters)
      if (parameter.required || random() < 0.5) query[parameter.name] = value(good[parameter.name]!);
    if (random() < 0.05) query[pick(foreign)] = pick(hostile);
    yield { route, query };
  }
}

export async function checkRequests(
  renderer: Renderer,
  cases: Iterable<Case>,
  judged = document,
): Promise<{ count: number; refused: number; findings: Finding[] }> {
  const findings: Finding[] = [];
  let [count, refused] = [0, 0];
  const readings = [{}, { missing: "null" as const, bareAnswers: true }].map((reading, i) => {
    const logs = new FakeLogs({ [LOG_GROUP]: [], [OTHER_GROUP]: [] }, i === 0);
    return { logs, gateway: new Gateway(renderer, judged, (request) => logs.answer(request), reading) };
  });
  for (const batch of batches(cases, 1000)) {
    await Promise.all(
      batch.map(async (one, i) => {
        // Every case in one reading of the variables, in turn: the two differ only where the reference is silent.
        const { gateway } = readings[(count + i) % readings.length]!;
        const { route, query } = one;
        const answer = await gateway.call({ path: `/groups/${ALIAS}/${route.path}`, query, headers: one.headers });
        const want = expected(route.path, query, LOG_GROUP);
        if ("refused" in want) refused++;
        const wrong = "refused" in want ? notRefused(route, want.refused as ParameterName, answer) : notSent(want.body, answer);
        if (wrong) findings.push({ where: `${route.path} ${JSON.stringify(query).slice(0, 300)}`, message: wrong });
      }),
    );
    count += batch.length;
  }
  for (const { logs } of readings)
    if (logs.read.some((group) => group !== LOG_GROUP))
      findings.push({ where: "requests", message: `another group was read: ${logs.read.find((g) => g !== LOG_GROUP)}` });
  return { count, refused, findings };
}

/** Why an accepted request is wrong. */
function notSent(body: Record<string, unknown>, { sent }: GatewayAnswer): string | undefined {
  if (!sent) return "refused by the gateway";
  const got = parse(sent.body);
  return same(got, body) ? undefined : `sent ${sent.body.slice(0, 500)}, not ${JSON.stringify(body).slice(0, 500)}`;
}

/** Why a refused request is wrong: it names a group, or the caller does not see 400 with the parameter's name. */
function notRefused(route: Route, name: ParameterName, { sent, status, body }: GatewayAnswer): string | undefined {
  if (sent) {
    const request = parse(sent.body);
    if (request === undefined) return `the refusal is not JSON: ${sent.body}`;
    if ("logGroupName" in request || "logGroupIdentifier" in request || sent.body.includes(LOG_GROUP))
      return `the refusal names a group: ${sent.body}`;
  }
  const { parameter } = route.parameters.find((one) => one.parameter.name === name)!;
  const message = sent ? refusalMessage(parameter) : `Parameter '${name}' must be given.`;
  const want = { code: "InvalidParameter", parameter: name, message, requestId: CONTEXT.extendedRequestId };
  return status === 400 && same(parse(body), want) ? undefined : `the caller sees ${status} ${body.slice(0, 300)}, not 400 with '${name}'`;
}

function* batches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const sorted = (value: Record<string, unknown>) => JSON.stringify(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
const same = (a: Record<string, unknown> | undefined, b: Record<string, unknown>) => a !== undefined && sorted(a) === sorted(b);
