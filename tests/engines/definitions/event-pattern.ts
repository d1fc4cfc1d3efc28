/** Matches one value of the event; `undefined` where the event has none. */
type ValueTest = (value: unknown) => boolean;

const numeric: Record<string, (value: number, bound: number) => boolean> = {
  "=": (v, b) => v === b,
  "<": (v, b) => v < b,
  "<=": (v, b) => v <= b,
  ">": (v, b) => v > b,
  ">=": (v, b) => v >= b,
};

/** Compiles an EventBridge event pattern as its documentation describes it. Throws where EventBridge would refuse it. */
export function compileEventPattern(pattern: unknown): (event: any) => boolean {
  const parsed = typeof pattern === "string" ? JSON.parse(pattern) : pattern;
  if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed) || !Object.keys(parsed).length)
    throw new Error("must be an object with at least one field");
  return compileObject(parsed);
}

function compileObject(pattern: Record<string, any>): (event: any) => boolean {
  const tests = Object.entries(pattern).map(([key, value]) => {
    if (key === "$or") {
      if (!Array.isArray(value) || value.length < 2) throw new Error("$or must be a list of at least two patterns");
      const branches = value.map(compileObject);
      return (event: any) => branches.some((branch) => branch(event));
    }
    if (Array.isArray(value)) {
      if (!value.length) throw new Error(`${key} must not be an empty list`);
      const leaves = value.map((leaf) => compileLeaf(key, leaf));
      return (event: any) => {
        const field = event?.[key];
        const candidates = Array.isArray(field) ? field : [field];
        return leaves.some((leaf) => candidates.some(leaf));
      };
    }
    if (typeof value !== "object" || value === null) throw new Error(`${key} must be a list or an object, got ${JSON.stringify(value)}`);
    const inner = compileObject(value);
    return (event: any) => inner(event?.[key] ?? {});
  });
  return (event) => tests.every((test) => test(event));
}

function compileLeaf(key: string, leaf: any): ValueTest {
  if (leaf === null || ["string", "number", "boolean"].includes(typeof leaf)) return (value) => value === leaf;
  const [[operator, argument] = [], ...others] = Object.entries<any>(leaf);
  if (!operator || others.length) throw new Error(`${key}: one matcher an object, got ${JSON.stringify(leaf)}`);
  const onText =
    (test: (value: string) => boolean): ValueTest =>
    (value) =>
      typeof value === "string" && test(value);
  switch (operator) {
    case "exists":
      if (typeof argument !== "boolean") throw new Error(`${key}: exists takes true or false`);
      return (value) => (value !== undefined) === argument;
    case "prefix":
      return onText((value) => value.startsWith(argument));
    case "suffix":
      return onText((value) => value.endsWith(argument));
    case "equals-ignore-case":
      return onText((value) => value.toLowerCase() === String(argument).toLowerCase());
    case "wildcard": {
      const glob = new RegExp(
        `^${String(argument)
          .replace(/[.+?^${}()|[\]\\]/g, "\\$&")
          .replace(/\*/g, ".*")}$`,
        "s",
      );
      return onText((value) => glob.test(value));
    }
    case "anything-but": {
      const excluded = [argument].flat().map((one) => compileLeaf(key, one));
      return (value) => value !== undefined && !excluded.some((test) => test(value));
    }
    case "numeric": {
      if (!Array.isArray(argument) || argument.length % 2) throw new Error(`${key}: numeric takes pairs of operator and number`);
      for (let i = 0; i < argument.length; i += 2)
        if (!numeric[argument[i]] || typeof argument[i + 1] !== "number")
          throw new Error(`${key}: ${JSON.stringify(argument)} is no numeric comparison`);
      return (value) =>
        typeof value === "number" && argument.every((part: any, i: number) => i % 2 === 1 || numeric[part]!(value, argument[i + 1]));
    }
    default:
      throw new Error(`${key}: unknown matcher '${operator}'`);
  }
}

/** The event of the EventBridge user guide ("Amazon EventBridge event patterns"). */
const EC2_EVENT = {
  source: "aws.ec2",
  "detail-type": "EC2 Instance State-change Notification",
  account: "111122223333",
  region: "us-west-2",
  resources: ["arn:aws:ec2:us-west-2:111122223333:instance/i-1234567890abcdef0"],
  detail: { state: "terminated", "c-count": 5, "d-count": 3, "x-limit": 301.8 },
};

/** Patterns of the user guide for that event, and whether each matches. */
export const EVENT_EXAMPLES: { pattern: unknown; event: unknown; matches: boolean }[] = [
  { pattern: { source: ["aws.ec2"] }, event: EC2_EVENT, matches: true },
  {
    pattern: { source: ["aws.ec2"], "detail-type": ["EC2 Instance State-change Notification"], detail: { state: ["terminated"] } },
    event: EC2_EVENT,
    matches: true,
  },
  { pattern: { detail: { state: ["running"] } }, event: EC2_EVENT, matches: false },
  { pattern: { region: [{ prefix: "us-" }] }, event: EC2_EVENT, matches: true },
  { pattern: { detail: { state: [{ "anything-but": "initializing" }] } }, event: EC2_EVENT, matches: true },
  {
    pattern: {
      detail: {
        "c-count": [{ numeric: [">", 0, "<=", 5] }],
        "d-count": [{ numeric: ["<", 10] }],
        "x-limit": [{ numeric: ["=", 3.018e2] }],
      },
    },
    event: EC2_EVENT,
    matches: true,
  },
  { pattern: { detail: { ip: [{ exists: false }] } }, event: EC2_EVENT, matches: true },
  { pattern: { resources: [{ wildcard: "arn:aws:ec2:us-west-2:*:instance/*" }] }, event: EC2_EVENT, matches: true },
];

/** Patterns that EventBridge refuses. */
export const REFUSED_EVENTS: unknown[] = [
  {},
  { source: "aws.ec2" },
  { source: [] },
  { source: [{ starts: "aws" }] },
  { detail: { n: [{ numeric: ["~", 1] }] } },
];
