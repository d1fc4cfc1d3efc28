import type { MonitoredStage } from "../analytics/monitors/stage-monitors";
import { defaultThresholds, type MonitorThresholds } from "../analytics/monitors/thresholds";
import { apiKinds } from "../analytics/schema";
import { invalidSetting } from "./reader";

const stagesKey = "monitoredStages";
const stageShape = "a list of { kind, apiId, apiName, stage }";

/** Checks the list of stages that are watched one by one. */
export function readMonitoredStages(value: unknown): readonly MonitoredStage[] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) throw invalidSetting(stagesKey, stageShape, value);
  const stages = value.map((item) => readStage(item));
  const ids = stages.map(({ apiId, stage }) => `${apiId}/${stage}`);
  const twice = ids.findIndex((id, i) => ids.indexOf(id) !== i);
  if (twice >= 0) throw invalidSetting(stagesKey, "a list without the same stage twice", ids[twice]);
  // Composite alarms name their children, and the account's monitors stay readable.
  if (stages.length > 50) throw invalidSetting(stagesKey, "a list of at most 50 stages", String(stages.length));
  return stages;
}

function readStage(item: unknown): MonitoredStage {
  if (typeof item !== "object" || item === null || Array.isArray(item)) throw invalidSetting(stagesKey, stageShape, item);
  const { kind, apiId, apiName, stage, ...others } = item as Record<string, unknown>;
  if (Object.keys(others).length > 0) throw invalidSetting(stagesKey, `${stageShape} and nothing else`, item);
  const known = apiKinds.find((candidate) => candidate === kind);
  if (!known) throw invalidSetting(`${stagesKey}.kind`, `one of ${apiKinds.join(", ")}`, kind);
  if (typeof apiId !== "string" || !/^[a-z0-9]{1,32}$/.test(apiId))
    throw invalidSetting(`${stagesKey}.apiId`, "an API's id such as 'a1b2c3d4e5'", apiId);
  // REST metrics go by the name; CloudWatch strips what is not ASCII from dimensions, and quotes would end an expression.
  if (typeof apiName !== "string" || !/^[\x20\x21\x23-\x26\x28-\x7e]{1,255}$/.test(apiName))
    throw invalidSetting(`${stagesKey}.apiName`, "the API's name in ASCII without quotes", apiName);
  if (typeof stage !== "string" || !/^(\$default|[A-Za-z0-9_-]{1,128})$/.test(stage))
    throw invalidSetting(`${stagesKey}.stage`, "a stage's name", stage);
  return { kind: known, apiId, apiName, stage };
}

const thresholdsKey = "monitorThresholds";
const ranges: Readonly<Record<keyof MonitorThresholds, readonly [low: number, high: number, whole: boolean]>> = {
  serverErrorRate: [0.0001, 1, false],
  clientErrorRate: [0.0001, 1, false],
  integrationLatencyMs: [1, 30_000, true],
  latencyMs: [1, 300_000, true],
  authorizerErrorRate: [0.0001, 1, false],
  integrationErrorRate: [0.0001, 1, false],
  wafBlockRate: [0.0001, 1, false],
  wafLatencyMs: [1, 30_000, true],
  minimumRequests: [1, 1_000_000, true],
  minutes: [1, 60, true],
};

/** Checks the thresholds and fills in the rest. */
export function readMonitorThresholds(value: unknown): MonitorThresholds {
  if (value === undefined) return defaultThresholds;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw invalidSetting(thresholdsKey, `an object with any of ${Object.keys(ranges).join(", ")}`, value);
  const thresholds: Record<string, number> = { ...defaultThresholds };
  for (const [name, given] of Object.entries(value)) {
    const range = ranges[name as keyof MonitorThresholds];
    if (!range) throw invalidSetting(thresholdsKey, `an object with any of ${Object.keys(ranges).join(", ")}`, name);
    const [low, high, whole] = range;
    const fits = typeof given === "number" && given >= low && given <= high && (!whole || Number.isInteger(given));
    if (!fits) throw invalidSetting(`${thresholdsKey}.${name}`, `${whole ? "an integer" : "a number"} from ${low} to ${high}`, given);
    thresholds[name] = given;
  }
  return thresholds as unknown as MonitorThresholds;
}
