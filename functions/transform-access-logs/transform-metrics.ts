import type { BatchOutcome } from "./batch-transform";
import type { CurrentDirectory } from "./directory-reader";
import type { FirehoseTransformResult } from "./firehose-transform";
import type { BoundLine, LineBinder } from "./line-binder";

type Counts = Record<string, number | number[]>;

/**
 * Counts a batch, writes the counts as embedded-metric lines to standard output, and makes the answer.
 *
 * `<namespace>/Pipeline`, dimension `function` (the function's name): RecordsIn, RowsOut, RecordsDropped, RecordsFailed, LinesFailed, RowsWithoutCustomer,
 * UnknownKeys, DirectoryErrors, DirectoryAgeSeconds. Zeros of the last seven are not written: a series that never has data costs nothing.
 * The directory's age counts from its last change, not from the refresher's last look: a quiet account has an old one that is right.
 *
 * `<namespace>/AccessLogs`, dimensions `ApiId` and `Stage`, for the configured stages: what the service's own metrics do not say. AuthorizerErrors of
 * AuthorizerRequests, IntegrationErrors of IntegrationRequests, WafErrors and WafBlocked of WafRequests, WafLatency in milliseconds. An error is an error message
 * or a status of 500 and above. An embedded metric takes at most 100 values, so there may be several lines.
 */
export function makeTransformMetrics(
  config: { metricNamespace: string; metricsFor: readonly string[]; explainFailures: boolean },
  binder: LineBinder,
) {
  const { metricNamespace, metricsFor } = config;
  const functionName = process.env["AWS_LAMBDA_FUNCTION_NAME"] ?? "transform-access-logs";
  const at = binder.indexOf;
  const customerId = at("customer_id");
  const wafResponse = at("waf_response_code");
  const watched = ["Authorizer", "Integration", "Waf"].map((name) => {
    const prefix = name.toLowerCase();
    return { name, error: at(`${prefix}_error`), status: at(`${prefix}_status`), latency: at(`${prefix}_latency_ms`) };
  });
  let withoutCustomer = 0;
  let unknownKeys = 0;
  let stages = new Map<string, { counts: Counts; latencies: number[] }>();

  const observe = ({ cells }: BoundLine, stageId: string, unknownKey: boolean) => {
    if (cells[customerId] === null) withoutCustomer++;
    if (unknownKey) unknownKeys++;
    if (metricsFor.indexOf(stageId) < 0) return;
    const { counts, latencies } = stages.get(stageId) ?? { counts: {}, latencies: [] };
    stages.set(stageId, { counts, latencies });
    const add = (name: string, more: boolean) => {
      counts[name] = ((counts[name] as number) ?? 0) + (more ? 1 : 0);
    };
    add("Requests", true);
    for (const { name, error, status, latency } of watched) {
      const isWaf = name === "Waf";
      if ((cells[error] ?? cells[status] ?? cells[latency] ?? (isWaf ? cells[wafResponse] : null)) === null) continue;
      add(`${name}Requests`, true);
      add(`${name}Errors`, cells[error] !== null || Number(cells[status]) >= 500);
      if (isWaf) add("WafBlocked", cells[wafResponse] === "WAF_BLOCK");
      if (isWaf && /^\d{1,9}$/.test(cells[latency] ?? "")) latencies.push(Number(cells[latency]));
    }
  };

  const emit = (name: string, dimensions: Record<string, string>, values: Counts, about: object) => {
    const unit = (metric: string) => (metric === "WafLatency" ? "Milliseconds" : metric === "DirectoryAgeSeconds" ? "Seconds" : "Count");
    const Metrics = Object.keys(values).map((metric) => ({ Name: metric, Unit: unit(metric) }));
    const Namespace = `${metricNamespace}/${name}`;
    const _aws = { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace, Dimensions: [Object.keys(dimensions)], Metrics }] };
    process.stdout.write(`${JSON.stringify({ _aws, ...dimensions, ...values, ...about })}\n`);
  };

  const answer = (
    outcome: BatchOutcome,
    about: { linesKept: boolean; directory: CurrentDirectory; now: number },
  ): FirehoseTransformResult => {
    const { answers, rows, failedLines } = outcome;
    const { linesKept, directory } = about;
    if (!linesKept) {
      for (const i of outcome.withFailedLines) {
        const { recordId } = answers[i]!;
        answers[i] = { recordId, result: "ProcessingFailed", errorMessage: "lines that failed could not be stored" };
      }
    }
    const results = { Ok: 0, Dropped: 0, ProcessingFailed: 0 };
    const failures: Record<string, number> = {};
    let rowsOut = 0;
    for (const [i, one] of answers.entries()) {
      results[one.result]++;
      if (one.result === "Ok") rowsOut += rows[i]!;
      if (one.errorMessage !== void 0) failures[one.errorMessage] = (failures[one.errorMessage] ?? 0) + 1;
      if (!config.explainFailures) delete one.errorMessage;
    }
    if (metricNamespace !== "") {
      const generated = directory.index.generatedAt ?? about.now;
      const seldom: Counts = {
        RecordsDropped: results.Dropped,
        RecordsFailed: results.ProcessingFailed,
        LinesFailed: linesKept ? failedLines.length : 0,
        RowsWithoutCustomer: withoutCustomer,
        UnknownKeys: unknownKeys,
        DirectoryErrors: directory.problem ? 1 : 0,
        DirectoryAgeSeconds: Math.round((about.now - generated) / 1000),
      };
      const values: Counts = { RecordsIn: answers.length, RowsOut: rowsOut };
      for (const name of Object.keys(seldom)) if ((seldom[name] as number) > 0) values[name] = seldom[name]!;
      emit("Pipeline", { function: functionName }, values, results.ProcessingFailed > 0 ? { failures } : {});
      for (const [id, { counts, latencies }] of stages) {
        const slash = id.indexOf("/");
        const dimensions = { ApiId: id.slice(0, slash), Stage: id.slice(slash + 1) };
        for (let i = 0; i === 0 || i < latencies.length; i += 100) {
          const WafLatency = latencies.slice(i, i + 100);
          emit("AccessLogs", dimensions, { ...(i === 0 ? counts : {}), ...(WafLatency.length > 0 ? { WafLatency } : {}) }, {});
        }
      }
    }
    withoutCustomer = 0;
    unknownKeys = 0;
    stages = new Map();
    return { records: answers };
  };
  return { observe, answer };
}
