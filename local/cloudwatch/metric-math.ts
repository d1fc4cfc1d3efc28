import jsep from "jsep";
import { NotUnderstood } from "./search-text";
import { across, combinations, joined, mapped, type TimeSeries, type Value, type Window } from "./time-series";
import { usualBand } from "./usual-band";

/** What an expression can refer to. */
export interface MathSurroundings {
  /** The line of the widget with an id, as it is in a window. */
  line(id: string, window: Window): Promise<Value>;
  /** Whether a line is made of a search, itself or by a line that it names. */
  searches(id: string): boolean;
  search(text: string, stat: string, periodSeconds: number | undefined, window: Window): Promise<readonly TimeSeries[]>;
  /** Starts of the periods that the widget draws. */
  starts(window: Window): readonly number[];
}

type Node = jsep.Expression;

const operators: Readonly<Record<string, (a: number, b: number) => number>> = {
  "+": (a, b) => a + b,
  "-": (a, b) => a - b,
  "*": (a, b) => a * b,
  "/": (a, b) => a / b,
};

const roundings: Readonly<Record<string, (value: number) => number>> = { ABS: Math.abs, CEIL: Math.ceil, FLOOR: Math.floor };

function parse(text: string): Node {
  try {
    return jsep(text);
  } catch (error) {
    throw new NotUnderstood(`The expression '${text}' cannot be read: ${(error as Error).message}.`);
  }
}

/** A division by zero has no value, as in CloudWatch. */
const finite = (series: TimeSeries): TimeSeries => ({
  ...series,
  points: new Map([...series.points].filter(([, value]) => Number.isFinite(value))),
});

function operate(symbol: string, left: Value, right: Value): Value {
  const operator = operators[symbol];
  if (!operator) throw new NotUnderstood(`The preview does not calculate '${symbol}'.`);
  if (left.kind === "number" && right.kind === "number") return { kind: "number", value: operator(left.value, right.value) };
  if (left.kind === "number" && right.kind === "series")
    return { kind: "series", series: finite(mapped(right.series, (v) => operator(left.value, v))) };
  if (left.kind === "series" && right.kind === "number")
    return { kind: "series", series: finite(mapped(left.series, (v) => operator(v, right.value))) };
  if (left.kind === "series" && right.kind === "series")
    return { kind: "series", series: finite(joined(left.series, right.series, operator)) };
  if (left.kind === "number" && right.kind === "array")
    return { kind: "array", array: right.array.map((one) => finite(mapped(one, (v) => operator(left.value, v)))) };
  if (left.kind === "array" && right.kind === "number")
    return { kind: "array", array: left.array.map((one) => finite(mapped(one, (v) => operator(v, right.value)))) };
  throw new NotUnderstood(`CloudWatch cannot calculate '${symbol}' of ${kindWords[left.kind]} and ${kindWords[right.kind]}.`);
}

const kindWords: Readonly<Record<Value["kind"], string>> = {
  number: "a number",
  series: "a series",
  array: "an array of series",
  band: "a band",
};

/** A literal argument: a text, a number, or the name of a function as in SORT. */
function literal(node: Node | undefined): string | number | undefined {
  if (node?.type === "Literal") return (node as jsep.Literal).value as string | number;
  return node?.type === "Identifier" ? (node as jsep.Identifier).name : undefined;
}

function sorted(array: readonly TimeSeries[], by: string, order: string, limit: number): readonly TimeSeries[] {
  const combine = combinations[by];
  if (!combine || !["ASC", "DESC"].includes(order)) throw new NotUnderstood(`The preview does not sort by '${by}, ${order}'.`);
  const keyed = array.map((one) => ({ one, key: combine([...one.points.values()]) }));
  return keyed
    .sort((a, b) => (order === "DESC" ? b.key - a.key : a.key - b.key))
    .slice(0, limit)
    .map(({ one }) => one);
}

/**
 * Calculates a metric-math expression over a window.
 * @throws NotUnderstood for whatever CloudWatch or the preview would not calculate; nothing is guessed.
 */
export async function calculate(text: string, window: Window, around: MathSurroundings): Promise<Value> {
  const value = (node: Node): Promise<Value> => {
    switch (node.type) {
      case "Literal":
        if (typeof node["value"] === "number") return Promise.resolve({ kind: "number", value: node["value"] });
        break;
      case "Identifier":
        return around.line((node as jsep.Identifier).name, window);
      case "BinaryExpression": {
        const { operator, left, right } = node as jsep.BinaryExpression;
        return Promise.all([value(left), value(right)]).then(([a, b]) => operate(operator, a, b));
      }
      case "CallExpression":
        return call(node as jsep.CallExpression);
    }
    throw new NotUnderstood(`The preview does not understand a part of '${text}' (${node.type}).`);
  };

  const arrayOf = async (node: Node | undefined, name: string): Promise<readonly TimeSeries[]> => {
    const given = node && (await value(node));
    if (given?.kind === "array") return given.array;
    throw new NotUnderstood(`${name}() takes an array of series, got ${given ? kindWords[given.kind] : "nothing"}.`);
  };

  const call = async ({ callee, arguments: given }: jsep.CallExpression): Promise<Value> => {
    const name = (callee as jsep.Identifier).name;
    if (name === "SEARCH") {
      const [what, stat, period] = given.map(literal);
      if (typeof what !== "string" || typeof stat !== "string" || given.some(({ type }) => type !== "Literal"))
        throw new NotUnderstood(`SEARCH() takes a text and a statistic in quotes, got '${text}'.`);
      return { kind: "array", array: await around.search(what, stat, typeof period === "number" ? period : undefined, window) };
    }
    if (name === "METRIC_COUNT") return { kind: "number", value: (await arrayOf(given[0], name)).length };
    if (name === "REMOVE_EMPTY") return { kind: "array", array: (await arrayOf(given[0], name)).filter(({ points }) => points.size > 0) };
    if (name === "SORT") {
      const [by, order, limit] = given.slice(1).map(literal);
      return {
        kind: "array",
        array: sorted(await arrayOf(given[0], name), String(by), String(order), typeof limit === "number" ? limit : Infinity),
      };
    }
    if (name === "ANOMALY_DETECTION_BAND") {
      const deviations = literal(given[1]) ?? 2;
      if (given[0]?.type !== "Identifier" || typeof deviations !== "number")
        throw new NotUnderstood(`ANOMALY_DETECTION_BAND() takes a line and a number, got '${text}'.`);
      const { name: id } = given[0] as jsep.Identifier;
      if (around.searches(id)) throw new NotUnderstood(`CloudWatch makes no band of '${id}': it is an expression that searches.`);
      const past = await around.line(id, { from: window.from - 7 * 86_400_000, to: window.to });
      if (past.kind !== "series") throw new NotUnderstood(`ANOMALY_DETECTION_BAND() takes one series, got ${kindWords[past.kind]}.`);
      return { kind: "band", band: usualBand(past.series, around.starts(window), deviations) };
    }
    const combine = combinations[name];
    const rounding = roundings[name];
    if (!combine && !rounding && name !== "FILL" && name !== "TIME_SERIES")
      throw new NotUnderstood(`The preview does not know the function ${name}(): is it one of CloudWatch's metric math?`);
    const argument = given[0] && (await value(given[0]));
    if (argument?.kind === "array" && combine) return { kind: "series", series: across(argument.array, combine) };
    if (argument?.kind === "series" && combine) return { kind: "number", value: combine([...argument.series.points.values()]) };
    if (argument?.kind === "series" && rounding) return { kind: "series", series: mapped(argument.series, rounding) };
    const fill = literal(given[1]);
    if (name === "FILL" && argument?.kind === "series" && typeof fill === "number") {
      const { series } = argument;
      return {
        kind: "series",
        series: { ...series, points: new Map(around.starts(window).map((at) => [at, series.points.get(at) ?? fill])) },
      };
    }
    if (name === "TIME_SERIES" && argument?.kind === "number")
      return { kind: "series", series: { parts: [], points: new Map(around.starts(window).map((at) => [at, argument.value])) } };
    throw new NotUnderstood(`${name}() cannot take ${argument ? kindWords[argument.kind] : "nothing"} here: '${text}'.`);
  };

  return value(parse(text));
}
