import type { Finding } from "../engine";
import { AwsStub } from "./aws-stub";
import type { ContractEvents } from "./events";
import { FunctionProcess, type FunctionUnderTest } from "./function-process";
import { RuntimeApi } from "./runtime-api";

export interface ContractMeasures {
  coldStartMs: number;
  warmCallMs: number;
  peakMemoryMb: number;
}

/** Lambda gives an environment ten seconds to initialise; half of it is left to slower machines than ours. */
const COLD_START_LIMIT_MS = 5_000;
const HANG_DEADLINE_MS = 4_000;

/** Puts one package through what Lambda would: cold start, two calls in one process, an error, a hang, the largest event, a missing environment. */
export async function checkFunction(fn: FunctionUnderTest, events: ContractEvents, place: { sdkFolder: string; work: string }) {
  const findings: Finding[] = [];
  const find = (what: string, message: string) => findings.push({ where: `${fn.name}: ${what}`, message });
  const aws = await AwsStub.start();
  const measures: ContractMeasures = { coldStartMs: 0, warmCallMs: 0, peakMemoryMb: 0 };

  const inProcess = async (environment: Record<string, string>, work: (api: RuntimeApi, process: FunctionProcess) => Promise<void>) => {
    const api = await RuntimeApi.start();
    const process = new FunctionProcess({ ...fn, environment }, { ...place, runtimeApi: api.address, awsEndpoint: aws.endpoint });
    try {
      await work(api, process);
    } catch (error: any) {
      find("process", `${error.message}: ${process.output.slice(-600)}`);
    } finally {
      await process.end();
      api.close();
    }
    for (const violation of api.violations) find("Runtime API", `unexpected request ${violation}`);
  };

  try {
    await inProcess(fn.environment, async (api, process) => {
      const started = Date.now();
      await api.untilReady(COLD_START_LIMIT_MS * 2);
      measures.coldStartMs = Date.now() - started;
      if (api.initError) return void find("cold start", JSON.stringify(api.initError));
      if (measures.coldStartMs > COLD_START_LIMIT_MS) find("cold start", `took ${measures.coldStartMs} ms`);
      const first = await api.invoke(events.plain, fn.timeoutSeconds * 1000);
      if (first.kind !== "response") return void find("first call", `${JSON.stringify(first)} ${process.output.slice(-600)}`);
      const second = await api.invoke(events.plain, fn.timeoutSeconds * 1000);
      if (second.kind !== "response") return void find("warm call", JSON.stringify(second));
      measures.warmCallMs = second.milliseconds;
      if (second.milliseconds > (events.warmLimitMs ?? 1000)) find("warm call", `took ${second.milliseconds} ms`);
      if (JSON.stringify(first.body) !== JSON.stringify(second.body))
        find("warm call", "a second call of the same event is answered otherwise");
      if (events.large !== undefined) {
        const large = await api.invoke(events.large, fn.timeoutSeconds * 1000);
        if (large.kind !== "response") find("largest event", `${JSON.stringify(large).slice(0, 400)} ${process.output.slice(-600)}`);
        else if (Buffer.byteLength(JSON.stringify(large.body)) > 6 * 2 ** 20) find("largest event", "the response is over 6 MB");
      }
      measures.peakMemoryMb = process.peakMemoryMb();
      if (measures.peakMemoryMb > fn.memoryMb) find("memory", `${Math.round(measures.peakMemoryMb)} MiB of ${fn.memoryMb}`);
    });
    // What does not even start would let every further call wait for its time-out.
    if (findings.some(({ where }) => where.endsWith("cold start"))) return { findings, measures };
    if (events.needsAws !== undefined) {
      aws.mood = "failing";
      await inProcess(fn.environment, async (api, process) => {
        await api.untilReady(COLD_START_LIMIT_MS * 2);
        const answer = await api.invoke(events.needsAws, fn.timeoutSeconds * 1000);
        if (answer.kind !== "error") return void find("error", `AWS refused and the answer was ${JSON.stringify(answer).slice(0, 300)}`);
        const { errorMessage, errorType, trace } = answer.body ?? {};
        if (typeof errorMessage !== "string" || typeof errorType !== "string" || !Array.isArray(trace))
          find("error shape", JSON.stringify(answer.body).slice(0, 300));
        aws.mood = "empty";
        const next = await api.invoke(events.plain, fn.timeoutSeconds * 1000);
        if (next.kind !== "response") find("call after an error", `${JSON.stringify(next).slice(0, 300)} ${process.output.slice(-300)}`);
      });
      aws.mood = "silent";
      await inProcess(fn.environment, async (api) => {
        await api.untilReady(COLD_START_LIMIT_MS * 2);
        const answer = await api.invoke(events.needsAws, HANG_DEADLINE_MS);
        if (answer.kind === "response")
          find("time-out", `AWS was silent and the answer was a success: ${JSON.stringify(answer.body).slice(0, 300)}`);
      });
      aws.mood = "empty";
    }
    if (Object.keys(fn.environment).length)
      await inProcess({}, async (api) => {
        await api.untilReady(COLD_START_LIMIT_MS * 2);
        const message = api.initError?.errorMessage;
        if (!/^Invalid environment variable '/.test(message ?? ""))
          find("missing environment", `cold start said ${JSON.stringify(api.initError ?? null)}`);
      });
  } finally {
    aws.close();
  }
  return { findings, measures };
}
