import type { CloudWatchClient, MetricDatum } from "@aws-sdk/client-cloudwatch";
import type { Count } from "./call-counter";
import { alarmSeries, type MetricSeries } from "./metric-series";
import type { SeriesLedger } from "./series-ledger";

export interface PublisherSettings {
  metricNamespace: string;
  /** How many admitted series there may be before calls and errors are refused a new one. */
  callSeries: number;
  /** The same for `Other` per Region and source. */
  otherSeries: number;
  /** Oldest and newest time that CloudWatch takes; null: no limit. */
  window: { pastHours: number; futureHours: number } | null;
}

/** What became of the counts. `overflow`: calls published under `Other`, and errors under the error code `Other` or not at all. */
export interface Published {
  requests: number;
  datums: number;
  outOfWindow: number;
  overflow: number;
  refused: number;
  refusals: string[];
}

/**
 * Sends counts to CloudWatch in as few calls as it takes: 1,000 datums or 1 MB each, one namespace a call.
 *
 * PutMetricData knows no request id, so a call that is repeated counts twice. `reached(index)` is therefore called after every call
 * that succeeded, and publishing begins at the index that an earlier attempt reached. Counts keep their index whatever the window or
 * the ledger say on the day of the retry.
 *
 * CloudWatch refuses a whole call for one bad datum. A call refused as invalid is halved until the bad ones stand alone; these are
 * counted as refused. Throttles and faults are retried by the SDK and thrown when it gives up.
 */
export function makeMetricPublisher(
  settings: PublisherSettings,
  tools: { sdk: typeof import("@aws-sdk/client-cloudwatch"); client: Pick<CloudWatchClient, "send">; ledger: SeriesLedger },
) {
  const { metricNamespace, callSeries, otherSeries, window } = settings;
  const { sdk, client, ledger } = tools;
  const hour = 3600000;
  const series = (metricName: string, ...dimensions: [string, string][]): MetricSeries => ({
    namespace: metricNamespace,
    metricName,
    dimensions,
  });
  const keyOf = (one: MetricSeries) => JSON.stringify([one.namespace, one.metricName, one.dimensions]);
  const lastResort = series("Other", ["awsRegion", "-"], ["eventSource", "-"]);

  const wanted = (count: Count): MetricSeries => {
    if (count.kind === "call") return series(count.name, ["awsRegion", count.first], ["eventSource", count.second]);
    if (count.kind === "error") return series("Errors", ["eventSource", count.first], ["errorCode", count.second]);
    return alarmSeries(metricNamespace, { event: count.name, source: count.first });
  };
  const instead = (count: Count): MetricSeries =>
    count.kind === "call"
      ? series("Other", ["awsRegion", count.first], ["eventSource", count.second])
      : series("Errors", ["eventSource", count.first], ["errorCode", "Other"]);

  /** Decides every count's series (undefined where even the stand-in found no room) and which counts lost theirs to the ceiling. */
  const decide = async (counts: Count[]) => {
    const decided = new Map<Count, MetricSeries | undefined>();
    const asked = new Map<Count, string>();
    for (const count of counts) {
      if (count.kind === "alarm") decided.set(count, wanted(count));
      else asked.set(count, keyOf(wanted(count)));
    }
    const admitted = await ledger.admit([...new Set(asked.values())], callSeries);
    const refused: Count[] = [];
    for (const [count, key] of asked) {
      if (admitted.has(key)) decided.set(count, wanted(count));
      else refused.push(count);
    }
    if (refused.length > 0) {
      const others = await ledger.admit([...new Set(refused.map((count) => keyOf(instead(count))))], otherSeries);
      for (const count of refused) {
        if (others.has(keyOf(instead(count)))) decided.set(count, instead(count));
        else decided.set(count, count.kind === "call" ? lastResort : undefined);
      }
    }
    return { decided, overflowed: refused };
  };

  // Upper bound of a datum's size in the request: names, tags and separators, and values as if every character were escaped.
  const sizeOf = (one: MetricSeries) =>
    one.dimensions.reduce((sum, [name, value]) => sum + 130 + name.length + 3 * value.length, 200 + 3 * one.metricName.length);
  const invalid = (error: any) =>
    error?.$metadata?.httpStatusCode === 413 || /^(Invalid|Missing|Malformed|Validation|RequestEntityTooLarge)/.test(String(error?.name));

  return async (counts: Count[], from: number, reached: (index: number) => Promise<void>): Promise<Published> => {
    const result: Published = { requests: 0, datums: 0, outOfWindow: 0, overflow: 0, refused: 0, refusals: [] };
    const now = Date.now();
    // A minute stays between the oldest time sent and CloudWatch's limit, so that a call does not age out on its way.
    const oldest = window ? now - window.pastHours * hour + 60000 : Number.NEGATIVE_INFINITY;
    const newest = window ? now + window.futureHours * hour : Number.POSITIVE_INFINITY;
    const inWindow = (count: Count) => count.minute >= oldest && count.minute <= newest;
    const { decided, overflowed } = await decide(counts.slice(from).filter(inWindow));

    /** Sends counts [start, end), or the half of them that fits. */
    const send = async (start: number, end: number): Promise<void> => {
      const datums = new Map<string, { namespace: string; datum: MetricDatum }>();
      for (const count of counts.slice(start, end)) {
        const one = decided.get(count);
        if (!one) continue;
        const key = `${count.minute} ${keyOf(one)}`;
        const known = datums.get(key);
        if (known) known.datum.Value = (known.datum.Value ?? 0) + count.calls;
        else {
          const Dimensions = one.dimensions.map(([Name, Value]) => ({ Name, Value }));
          datums.set(key, {
            namespace: one.namespace,
            datum: { MetricName: one.metricName, Dimensions, Timestamp: new Date(count.minute), Value: count.calls },
          });
        }
      }
      const first = datums.values().next().value;
      if (first) {
        try {
          const MetricData = [...datums.values()].map((entry) => entry.datum);
          result.requests++;
          await client.send(new sdk.PutMetricDataCommand({ Namespace: first.namespace, MetricData }));
          result.datums += datums.size;
        } catch (error) {
          if (!invalid(error)) throw error;
          if (end - start > 1) {
            const middle = (start + end) >> 1;
            await send(start, middle);
            await send(middle, end);
            return;
          }
          result.refused += counts[start]!.calls;
          if (result.refusals.length < 5) result.refusals.push(`${(error as Error).name}: ${(error as Error).message}`);
        }
      }
      await reached(end);
    };

    let start = from;
    while (start < counts.length) {
      const keys = new Set<string>();
      const namespace = counts[start]!.kind === "alarm";
      let bytes = 0;
      let end = start;
      for (; end < counts.length; end++) {
        const count = counts[end]!;
        if ((count.kind === "alarm") !== namespace) break;
        const one = decided.get(count);
        if (!one) continue;
        const key = `${count.minute} ${keyOf(one)}`;
        if (keys.has(key)) continue;
        if (keys.size === 1000 || bytes + sizeOf(one) > 950000) break;
        keys.add(key);
        bytes += sizeOf(one);
      }
      await send(start, end);
      start = end;
    }
    for (const count of counts.slice(from)) if (count.kind === "call" && !inWindow(count)) result.outOfWindow += count.calls;
    for (const count of overflowed) result.overflow += count.calls;
    return result;
  };
}
