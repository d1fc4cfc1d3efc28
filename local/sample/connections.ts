import type { Random } from "./random";
import { requestId, type SampleRequest } from "./traffic";

// API Gateway ends a WebSocket connection that is idle for ten minutes, and any after two hours.
const longestIdleMs = 10 * 60_000;
const longestMs = 2 * 3_600_000;

/** What an event of a connection shares with its messages. */
const shared = [
  "apiId",
  "accountId",
  "stage",
  "domainName",
  "deploymentId",
  "identity.sourceIp",
  "identity.userAgent",
  "identity.apiKeyId",
] as const;

/** Messages of one caller, in order, as the connections in which they came. */
function connectionsOf(messages: readonly SampleRequest[]): SampleRequest[][] {
  const connections: SampleRequest[][] = [];
  for (const message of messages) {
    const current = connections.at(-1);
    const goesOn = current && message.at - current.at(-1)!.at <= longestIdleMs && message.at - current[0]!.at < longestMs / 2;
    if (goesOn) current.push(message);
    else connections.push([message]);
  }
  return connections;
}

/**
 * Gives the messages of WebSocket APIs the connections in which they came, and each connection its first and last event as API Gateway logs them
 * (`$connect`, `$disconnect`), within the time that is told of. Other requests stay as they are.
 */
export function withConnections(requests: readonly SampleRequest[], told: { from: number; to: number }, random: Random): SampleRequest[] {
  const callers = new Map<string, SampleRequest[]>();
  const connected: SampleRequest[] = [];
  for (const request of requests) {
    const { api, values } = request;
    if (api.kind !== "WEBSOCKET") {
      connected.push(request);
      continue;
    }
    const caller = `${api.id} ${api.stage} ${values["identity.sourceIp"]}`;
    const messages = callers.get(caller);
    if (messages) messages.push(request);
    else callers.set(caller, [request]);
  }
  for (const calls of callers.values()) for (const messages of connectionsOf(calls)) connected.push(...connection(messages, told, random));
  return connected.sort((a, b) => a.at - b.at);
}

function connection(messages: readonly SampleRequest[], { from, to }: { from: number; to: number }, random: Random): SampleRequest[] {
  const [first, last] = [messages[0]!, messages.at(-1)!];
  const connectedAt = Math.max(from, first.at - random.whole(80, 2500));
  const connectionId = `${random.id(14)}=`;
  const common = Object.fromEntries(shared.flatMap((name) => (name in first.values ? [[name, first.values[name]!]] : [])));
  const event = (at: number, eventType: string, routeKey: string): SampleRequest => {
    const own = { requestTimeEpoch: at, requestId: requestId(random), extendedRequestId: `${random.id(14)}=` };
    return { at, api: first.api, values: { ...common, ...own, routeKey, eventType, connectionId, connectedAt, status: 200 } };
  };
  const closedAt = last.at + random.whole(500, longestIdleMs);
  return [
    event(connectedAt, "CONNECT", "$connect"),
    ...messages.map(({ at, api, values }) => ({ at, api, values: { ...values, connectionId, connectedAt } })),
    // One that is still open at the end has no last event yet.
    ...(closedAt < to ? [event(closedAt, "DISCONNECT", "$disconnect")] : []),
  ];
}
