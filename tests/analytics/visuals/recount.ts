import type { Visual } from "../../../analytics/visuals";
import type { Row } from "../lake";
import type { Fact } from "./facts";

/** A number over the facts of one group; `all` are those of the whole answer. */
export type Count = (group: readonly Fact[], all: readonly Fact[]) => unknown;
/** Whether a fact counts. */
export type Test = (fact: Fact) => boolean;

export const count: Count = (group) => group.length;
export const countOf =
  (test: Test): Count =>
  (group) =>
    group.filter(test).length;
export const share =
  (test: Test): Count =>
  (group) =>
    group.length === 0 ? null : (100 * group.filter(test).length) / group.length;
const values = (group: readonly Fact[], field: string) => group.map((fact) => fact[field]).filter((value) => value !== null);
export const sum =
  (field: string): Count =>
  (group) =>
    values(group, field).reduce((all, value) => all + value, 0);
export const distinct =
  (field: string): Count =>
  (group) =>
    new Set(values(group, field)).size;
export const mean =
  (field: string): Count =>
  (group) => {
    const known = values(group, field);
    return known.length === 0 ? null : known.reduce((all, value) => all + value, 0) / known.length;
  };
export const earliest =
  (field: string): Count =>
  (group) =>
    values(group, field).sort()[0] ?? null;
export const latest =
  (field: string): Count =>
  (group) =>
    values(group, field).sort().at(-1) ?? null;
export const most =
  (field: string): Count =>
  (group) => {
    const known = values(group, field);
    return known.length === 0 ? null : Math.max(...known);
  };
/** The value below which the share `p` of the values lie. */
export const percentile =
  (field: string, p: number): Count =>
  (group) => {
    const known = values(group, field).sort((a, b) => a - b);
    return known.length === 0 ? null : known[Math.min(Math.floor(p * known.length), known.length - 1)];
  };

/** What a visual must show: which facts it speaks of and what it counts. How they are grouped, the visual's own columns say. */
export interface Expectation {
  readonly of: readonly Fact[];
  readonly where?: Test;
  readonly counts: Readonly<Record<string, Count>>;
  /** Values of columns that are no field of a fact by themselves. */
  readonly fields?: Readonly<Record<string, (fact: Fact) => unknown>>;
}

export interface Asked {
  readonly from: string;
  readonly to: string;
  readonly grain: "minute" | "hour";
  readonly filters: Readonly<Record<string, readonly unknown[]>>;
}

/** What charts call a missing value; tables leave it empty. */
const called: Readonly<Record<string, string>> = {
  customer: "(unknown)",
  usage_plan: "(no plan)",
  country: "(unknown)",
  agent_family: "(not given)",
};
const timeOf = (fact: Fact): string | null => fact["request_time"] ?? fact["event_time"] ?? fact["minute"] ?? fact["seen"];

/** The rows that a visual must answer, counted from the story. In no order, but for what a limit leaves out. */
export function recount(visual: Visual, { of, where = () => true, counts, fields = {} }: Expectation, asked: Asked): Row[] {
  const wanted = (fact: Fact) => where(fact) && Object.entries(asked.filters).every(([field, allowed]) => allowed.includes(fact[field]));
  const known = of.filter(wanted);
  const within = known.filter((fact) => {
    const time = timeOf(fact);
    return time === null || (time >= asked.from && time < asked.to);
  });
  const readField = (fact: Fact, name: string) => (fields[name] ? fields[name](fact) : fact[name]);
  if (visual.compare) return compared(known, counts, asked);
  if (visual.chart === "kpi") return [measured({}, within, within, counts)];
  if (visual.chart === "table") {
    const names = (visual.columns ?? []).map(({ name }) => name);
    const rowOf = (fact: Fact): Row => Object.fromEntries(names.map((name) => [name, readField(fact, name)]));
    if (visual.measures.length === 0) return limited(within.map(rowOf), visual);
    const groups = grouped(within, (fact) => rowOf(fact));
    return limited(
      groups.map(({ key, facts }) => measured(key, facts, within, counts)),
      visual,
    );
  }
  const label = (fact: Fact, name: string) => String(readField(fact, name) ?? called[name] ?? "(none)");
  const axis = visual.x === "time" ? [] : visual.x === undefined ? [] : [visual.x.name];
  const series = visual.series === undefined ? [] : [visual.series.name];
  const folded = visual.chart === "pie" ? axis : visual.chart === "heatmap" ? [] : series;
  const additive = visual.measures.length === 1 && visual.measures[0]!.additive === true;
  const weigh: Count = additive ? Object.values(counts)[0]! : count;
  const shown = new Map<string, readonly string[]>();
  for (const name of [...axis, ...series]) {
    const sizes = grouped(within, (fact) => ({ [name]: label(fact, name) })).map(({ key, facts }) => ({
      name: String(key[name]),
      size: Number(weigh(facts, within)),
    }));
    const ranked = sizes.sort((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1)).map((one) => one.name);
    const most = folded.includes(name) ? 10 : (visual.limit ?? 10);
    shown.set(name, ranked.length <= most ? ranked : ranked.slice(0, folded.includes(name) ? most - 1 : most));
  }
  // Bars of what cannot be added up are cut by the answer's own size.
  const cut = [...axis, ...series].filter((name) => !folded.includes(name) && additive);
  const drawn = within.filter((fact) => cut.every((name) => shown.get(name)!.includes(label(fact, name))));
  const groups = grouped(drawn, (fact) => ({
    ...(visual.x === "time" && {
      time: `${timeOf(fact)!.slice(0, asked.grain === "hour" ? 13 : 16)}:00${asked.grain === "hour" ? ":00" : ""}`,
    }),
    ...Object.fromEntries(
      [...axis, ...series].map((name) => [
        name,
        !folded.includes(name) || shown.get(name)!.includes(label(fact, name)) ? label(fact, name) : "Other",
      ]),
    ),
  }));
  const rows = groups.map(({ key, facts }) => measured(key, facts, within, counts));
  return additive || visual.x === "time" ? rows : limited(rows, { ...visual, limit: visual.limit ?? 10 });
}

const measured = (key: Row, facts: readonly Fact[], all: readonly Fact[], counts: Expectation["counts"]): Row => ({
  ...key,
  ...Object.fromEntries(Object.entries(counts).map(([name, measure]) => [name, measure(facts, all)])),
});

function grouped(facts: readonly Fact[], keyOf: (fact: Fact) => Row): { key: Row; facts: Fact[] }[] {
  const groups = new Map<string, { key: Row; facts: Fact[] }>();
  for (const fact of facts) {
    const key = keyOf(fact);
    const text = JSON.stringify(key);
    if (!groups.has(text)) groups.set(text, { key, facts: [] });
    groups.get(text)!.facts.push(fact);
  }
  return [...groups.values()];
}

/** The first rows in the visual's order. Columns settle ties in the order in which they stand. */
function limited(rows: Row[], visual: Visual): Row[] {
  const by = visual.order?.by ?? visual.measures[0]!.name;
  const falling = (visual.order?.direction ?? "DESC") === "DESC";
  const order = (a: unknown, b: unknown) => (a === b ? 0 : a === null ? 1 : b === null ? -1 : (a as string) < (b as string) ? -1 : 1);
  const tie = (visual.columns ?? []).map(({ name }) => name);
  return rows
    .sort(
      (a, b) =>
        (falling && a[by] !== null && b[by] !== null ? -1 : 1) * order(a[by], b[by]) ||
        tie.map((name) => order(a[name], b[name])).find((one) => one !== 0) ||
        0,
    )
    .slice(0, visual.limit ?? 100);
}

/** The last day, the day before and the week before, hour by hour on the last day's clock. */
function compared(facts: readonly Fact[], counts: Expectation["counts"], asked: Asked): Row[] {
  const shift = (time: string, days: number) =>
    new Date(Date.parse(`${time.replace(" ", "T")}Z`) + days * 86_400_000).toISOString().replace("T", " ").slice(0, 13);
  const lastDay = shift(asked.to, -1 / 86_400).slice(0, 10);
  return [
    { days: 0, name: "This day" },
    { days: 1, name: "Day before" },
    { days: 7, name: "Week before" },
  ].flatMap(({ days, name }) => {
    const moved = facts.filter((fact) => shift(timeOf(fact)!, days).startsWith(lastDay));
    const minutes = (fact: Fact) => (asked.grain === "hour" ? ":00:00" : `${timeOf(fact)!.slice(13, 16)}:00`);
    return grouped(moved, (fact) => ({ time: `${shift(timeOf(fact)!, days)}${minutes(fact)}`, day_shown: name })).map(
      ({ key, facts: group }) => measured(key, group, moved, counts),
    );
  });
}
