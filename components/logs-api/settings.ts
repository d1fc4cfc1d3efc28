/** The settings of the LogsApi: read, checked and typed. */
import type { LogsApiAuthorization } from "./authorization";
import { policySize, ROLE_POLICY_LIMIT } from "./policies";
import { defaultThrottle, type LogsApiThrottle, serviceLimit } from "./throttle";

/** The values as the stack configuration has them; objects and lists already parsed from JSON. */
export interface LogsApiConfiguration {
  /** Alias → log group name; absent: no LogsApi. */
  readonly logsApiGroups?: unknown;
  /** `iam`, `cognito:<user pool ARN>` or `lambda:<function ARN>`. @default "iam" */
  readonly logsApiAuthorization?: unknown;
  /** Ids of the VPC endpoints that may reach the API; absent: the API is regional, not private. */
  readonly logsApiPrivateVpcEndpoints?: unknown;
  /** `{ rate, burst }` in requests a second and at once, for each CloudWatch Logs operation over all groups. @default { rate: 5, burst: 4 } */
  readonly logsApiThrottle?: unknown;
}

/** What the component needs of them. */
export interface LogsApiSettings {
  readonly groups: Readonly<Record<string, string>>;
  readonly authorization: LogsApiAuthorization;
  readonly throttle: LogsApiThrottle;
  readonly privateVpcEndpointIds: readonly string[] | undefined;
}

const DEFAULT_AUTHORIZATION = "iam";
/** An API holds 300 resources; every group takes four. */
const MOST_GROUPS = 70;
const ALIAS = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const LOG_GROUP = /^[.\-_/#A-Za-z0-9]{1,512}$/;
const USER_POOL = /^cognito:(arn:aws[a-z-]*:cognito-idp:[a-z0-9-]+:[0-9]{12}:userpool\/[\w-]+)$/;
const FUNCTION = /^lambda:(arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:[\w-]+(?::[\w$-]+)?)$/;
const VPC_ENDPOINT = /^vpce-[0-9a-f]{8,17}$/;

/**
 * Reads the settings.
 *
 * @param region where the stack is; decides how high the throttle may be
 * @returns undefined when no groups are set: then there is no LogsApi
 * @throws Error `Invalid setting 'api-usage-analytics:…': must be …, got '…'.`
 */
export function readLogsApiSettings(configuration: LogsApiConfiguration, region?: string): LogsApiSettings | undefined {
  const given = Object.fromEntries(Object.entries(configuration).filter(([, value]) => !isUnset(value)));
  if (given.logsApiGroups === undefined) {
    for (const [key, value] of Object.entries(given))
      if (value !== DEFAULT_AUTHORIZATION) throw invalid(key, "absent where 'logsApiGroups' is absent", value);
    return undefined;
  }
  return {
    groups: readGroups(given.logsApiGroups),
    authorization: readAuthorization(given.logsApiAuthorization),
    throttle: readThrottle(given.logsApiThrottle, region),
    privateVpcEndpointIds: readVpcEndpoints(given.logsApiPrivateVpcEndpoints),
  };
}

function readGroups(value: unknown): Readonly<Record<string, string>> {
  const key = "logsApiGroups";
  if (!isObject(value)) throw invalid(key, "an object from alias to log group name", value);
  const entries = Object.entries(value);
  if (entries.length < 1 || entries.length > MOST_GROUPS) throw invalid(key, `an object of 1 to ${MOST_GROUPS} groups`, entries.length);
  const groups = Object.fromEntries(
    entries.map(([alias, logGroup]): [string, string] => {
      if (!ALIAS.test(alias)) throw invalid(key, "an object with aliases of 1 to 64 letters, digits, '_' and '-'", alias);
      if (typeof logGroup !== "string" || !LOG_GROUP.test(logGroup))
        throw invalid(`${key}.${alias}`, "a log group name: 1 to 512 letters, digits, '.', '-', '_', '/' and '#'", logGroup);
      return [alias, logGroup];
    }),
  );
  const size = policySize(Object.values(groups));
  if (size > ROLE_POLICY_LIMIT)
    throw invalid(
      key,
      `an object of groups whose names fit into the policy of one role (${ROLE_POLICY_LIMIT} characters)`,
      `${size} characters`,
    );
  return groups;
}

function readAuthorization(value: unknown): LogsApiAuthorization {
  if (value === undefined || value === DEFAULT_AUTHORIZATION) return { kind: "iam" };
  const text = typeof value === "string" ? value : "";
  const userPoolArn = USER_POOL.exec(text)?.[1];
  if (userPoolArn) return { kind: "cognito", userPoolArn };
  const functionArn = FUNCTION.exec(text)?.[1];
  if (functionArn) return { kind: "lambda", functionArn };
  throw invalid("logsApiAuthorization", "'iam', 'cognito:' and the ARN of a user pool, or 'lambda:' and the ARN of a function", value);
}

function readThrottle(value: unknown, region: string | undefined): LogsApiThrottle {
  const key = "logsApiThrottle";
  if (value === undefined) return defaultThrottle;
  const { rate, burst, ...others } = isObject(value) ? value : {};
  const limit = serviceLimit(region);
  const allowed = `an object { rate, burst } of a rate above 0 and a whole burst from 1, together below ${limit} (CloudWatch Logs allows ${limit} requests a second in ${region ?? "most regions"})`;
  const right =
    typeof rate === "number" &&
    typeof burst === "number" &&
    rate > 0 &&
    Number.isInteger(burst) &&
    burst >= 1 &&
    rate + burst < limit &&
    Object.keys(others).length === 0;
  if (!right) throw invalid(key, allowed, value);
  return { rate, burst };
}

function readVpcEndpoints(value: unknown): readonly string[] | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value) || !value.every((id) => typeof id === "string" && VPC_ENDPOINT.test(id)))
    throw invalid("logsApiPrivateVpcEndpoints", "a list of VPC endpoint ids, such as 'vpce-0123456789abcdef0'", value);
  return [...new Set<string>(value)];
}

/** The configuration schema knows no absent value: an empty text or list stands for it. */
const isUnset = (value: unknown): boolean => value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

function invalid(key: string, allowed: string, given: unknown): Error {
  const shown = typeof given === "string" ? given : JSON.stringify(given);
  return new Error(`Invalid setting 'api-usage-analytics:${key}': must be ${allowed}, got '${shown}'.`);
}
