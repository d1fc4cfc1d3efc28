import { makeTargetReader } from "./refresh-directory/change-targets";
import { makeControlPlane } from "./refresh-directory/control-plane";
import { type Directory, type DirectoryChange, makeDirectoryWriter } from "./refresh-directory/directory";
import { makeDirectoryReader } from "./refresh-directory/directory-reader";
import { makeHistory } from "./refresh-directory/history-rows";
import { makeSharedObjects } from "./shared-object";

/** What the refresher needs to know when it is deployed: plain JSON. */
export interface DirectoryConfig {
  /** Most requests to API Gateway's control plane in a second; the account has 10 for everything. @default 3 */
  requestsPerSecond?: number;
  /** Seconds that a change waits for others before they are read together. @default 20 */
  debounceSeconds?: number;
}

/** Environment of the refresher, read once at cold start. */
export interface DirectoryEnvironment {
  LAKE_BUCKET: string;
  /** Key of the snapshot; what is pending or unfinished is kept beside it. */
  DIRECTORY_KEY: string;
  /** Folder of the history, with a slash at its end. @default `history/` beside the snapshot */
  HISTORY_PREFIX?: string;
}

/** What one invocation did. `queued`: another one does it. */
export interface DirectoryReport {
  status: "changed" | "unchanged" | "queued" | "ignored";
  /** Requests to API Gateway. */
  requests: number;
  historyRows: number;
  keys: number;
  plans: number;
  apis: number;
}

/** Changes that wait to be read, and until when somebody sees to them. */
interface Pending {
  leader?: string;
  leaderUntil?: number;
  targets?: string[];
  /** What the leader took and has not stored yet: who follows one that was cut off reads it again. */
  reading?: string[];
}

/** A full reading that ran out of time: what it found, and the directory it began with. */
interface Unfinished {
  startedAt?: number;
  base?: Directory;
  remembered?: Record<string, unknown>;
}

/**
 * Builds the handler that keeps the directory of APIs, stages, usage plans and customers.
 *
 * `{}` (the schedule, or by hand) reads everything. An EventBridge event of CloudTrail reads what it names: the first event of a burst
 * becomes the leader, waits, and reads what has gathered until nothing is left; the others only leave their target in
 * `pending.json` beside the snapshot. A leader that dies is followed by the retry of its own event, or by the next event after its time, with what it had taken.
 *
 * The snapshot is written only when it says something new, after the history rows of what changed: rows may then be written twice, which
 * changes nothing for those who read them, but never be missing. A partial reading is never written: one that runs out of time is kept in
 * `unfinished.json` and fails, and its retry goes on from there.
 */
export function makeDirectoryRefresher(config: DirectoryConfig) {
  const requestsPerSecond = config.requestsPerSecond ?? 3;
  const debounceMs = (config.debounceSeconds ?? 20) * 1000;
  return () => {
    const { LAKE_BUCKET: bucket, DIRECTORY_KEY: directoryKey, HISTORY_PREFIX: givenPrefix } = process.env;
    if (!bucket) throw new Error("Invalid environment variable 'LAKE_BUCKET': must be the name of a bucket, got ''.");
    if (!directoryKey) throw new Error("Invalid environment variable 'DIRECTORY_KEY': must be the key of an object, got ''.");
    const folder = directoryKey.slice(0, directoryKey.lastIndexOf("/") + 1);
    const historyPrefix = givenPrefix || `${folder}history/`;

    const { createHash, randomUUID } = require("node:crypto") as typeof import("node:crypto");
    const s3 = require("@aws-sdk/client-s3") as typeof import("@aws-sdk/client-s3");
    const v1 = require("@aws-sdk/client-api-gateway") as typeof import("@aws-sdk/client-api-gateway");
    const v2 = require("@aws-sdk/client-apigatewayv2") as typeof import("@aws-sdk/client-apigatewayv2");
    const lake = new s3.S3Client({ maxAttempts: 5 });
    // The pace is kept here, so the SDK must not send anything again by itself.
    const clients = { v1: new v1.APIGatewayClient({ maxAttempts: 1 }), v2: new v2.ApiGatewayV2Client({ maxAttempts: 1 }) };
    const share = makeSharedObjects(s3, lake, bucket);
    const snapshot = share<Directory>(directoryKey);
    const pending = share<Pending>(`${folder}pending.json`);
    const unfinished = share<Unfinished>(`${folder}unfinished.json`);
    const readerOf = makeDirectoryReader(v1, v2, clients);
    const readTargets = makeTargetReader();
    const writer = makeDirectoryWriter();
    const historyOf = makeHistory();
    const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
    const isRecord = (value: unknown) => value !== null && typeof value === "object" && !Array.isArray(value);
    const usable = (directory: Directory | undefined): directory is Directory =>
      isRecord(directory) && [directory!.apis, directory!.keys, directory!.plans].every(isRecord);

    /** Writes the directory that `make` answers, with its history, if it says something new. */
    const store = async (make: (current: Directory) => Directory) => {
      let historyRows = 0;
      let stored = writer.empty();
      const written = await snapshot.update(async (found) => {
        const current = usable(found) ? found : writer.empty();
        stored = make(current);
        if (usable(found) && writer.same(current, stored)) return undefined;
        stored.generatedAt = new Date(Date.now()).toISOString();
        const rows = historyOf(current, stored, stored.generatedAt.replace("T", " ").replace("Z", ""));
        historyRows = rows.length;
        if (rows.length > 0) {
          const body = `${rows.join("\n")}\n`;
          const hash = createHash("sha256").update(body).digest("hex").slice(0, 8);
          const key = `${historyPrefix}dt=${stored.generatedAt.slice(0, 10)}/${stored.generatedAt.replace(/[-:.]/g, "")}-${hash}.json`;
          await lake.send(new s3.PutObjectCommand({ Bucket: bucket, Key: key, Body: body, ContentType: "application/x-ndjson" }));
        }
        return stored;
      });
      return { status: written === undefined ? ("unchanged" as const) : ("changed" as const), historyRows, directory: stored };
    };

    const refreshAll = async (plane: import("./refresh-directory/control-plane").ControlPlane) => {
      const before = await unfinished.read();
      // What was read more than an hour ago is no basis to go on from.
      const resumed = Number(before?.startedAt) > Date.now() - 3600000 ? before : undefined;
      const startedAt = resumed?.startedAt ?? Date.now();
      const remembered = resumed?.remembered ?? {};
      const current = await snapshot.read();
      const base = resumed?.base ?? (usable(current) ? current : writer.empty());
      try {
        const fresh = writer.complete(await readerOf(plane, remembered).all());
        const stored = await store((now) => writer.merge(base, now, fresh));
        if (before?.startedAt) await unfinished.update(async () => ({}));
        return stored;
      } catch (error) {
        if ((error as Error).name !== "OutOfTime") throw error;
        await unfinished.update(async () => ({ startedAt, base, remembered }));
        throw new Error(`The refresh ran out of time after ${plane.requests()} requests; the next one goes on from there.`);
      }
    };

    const refreshSome = async (plane: import("./refresh-directory/control-plane").ControlPlane, targets: string[]) => {
      const current = await snapshot.read();
      if (targets.includes("all") || targets.length > 40 || !usable(current)) return refreshAll(plane);
      const read = readerOf(plane, {});
      const change: Required<DirectoryChange> = { apis: {}, plans: {}, keys: {}, members: {} };
      for (const target of targets) {
        const [kind, id = ""] = target.split(" ");
        if (kind === "plan") {
          change.plans[id] = await read.plan(id);
          if (change.plans[id]) {
            const members = await read.planKeyIds(id);
            change.members[id] = members;
            const unknown = members.filter((key) => !current.keys[key] && !targets.includes(`key ${key}`));
            if (unknown.length > 40) return refreshAll(plane);
            for (const key of unknown) change.keys[key] = await read.key(key);
          }
        }
        if (kind === "key") change.keys[id] = await read.key(id);
        if (kind === "api") change.apis[id] = await read.api(id);
      }
      // A key may name a plan whose own event has not arrived yet.
      const plansOfKeys = Object.values(change.keys).flatMap((key) => key?.plans ?? []);
      for (const id of new Set(plansOfKeys))
        if (!current.plans[id] && change.plans[id] === undefined) change.plans[id] = await read.plan(id);
      return store((now) => writer.apply(now, change));
    };

    /** Leaves the targets; answers whether this invocation has to see to them. */
    const enqueue = async (targets: string[], id: string, remainingMs: number): Promise<boolean> => {
      let leads = false;
      await pending.update(async (found) => {
        const state = isRecord(found) ? found! : {};
        const now = Date.now();
        leads = !(Number(state.leaderUntil) > now) || state.leader === id;
        const all = [...new Set([...(state.targets ?? []), ...(leads ? (state.reading ?? []) : []), ...targets])];
        return leads ? { leader: id, leaderUntil: now + remainingMs, targets: all } : { ...state, targets: all };
      });
      return leads;
    };
    /** Takes all targets; with none left, gives up the lead. */
    const take = async (): Promise<string[]> => {
      let taken: string[] = [];
      await pending.update(async (state) => {
        taken = state?.targets ?? [];
        return taken.length > 0 ? { ...state, targets: [], reading: taken } : {};
      });
      return taken;
    };

    return async (event: any, context?: { getRemainingTimeInMillis?(): number }): Promise<DirectoryReport> => {
      const remainingMs = () => context?.getRemainingTimeInMillis?.() ?? 900000;
      const plane = makeControlPlane(requestsPerSecond, remainingMs, 20000);
      const report = (status: DirectoryReport["status"], historyRows: number, directory?: Directory): DirectoryReport => {
        const count = (record: object | undefined) => Object.keys(record ?? {}).length;
        const { keys, plans, apis } = directory ?? {};
        const answer = { status, requests: plane.requests(), historyRows, keys: count(keys), plans: count(plans), apis: count(apis) };
        if (process.env["AWS_LAMBDA_FUNCTION_NAME"]) console.log(JSON.stringify(answer));
        return answer;
      };
      if (!event?.detail) {
        const { status, historyRows, directory } = await refreshAll(plane);
        return report(status, historyRows, directory);
      }
      const targets = readTargets(event);
      if (targets.length === 0) return report("ignored", 0);
      if (!(await enqueue(targets, String(event.id ?? randomUUID()), remainingMs()))) return report("queued", 0);
      await pause(debounceMs);
      let changed = false;
      let historyRows = 0;
      let last: Directory | undefined;
      for (let taken = await take(); taken.length > 0; taken = await take()) {
        try {
          const done = await refreshSome(plane, taken);
          changed ||= done.status === "changed";
          historyRows += done.historyRows;
          last = done.directory;
        } catch (error) {
          await pending.update(async (state) => ({ targets: [...new Set([...(state?.targets ?? []), ...taken])] }));
          throw error;
        }
      }
      return report(changed ? "changed" : "unchanged", historyRows, last);
    };
  };
}
