import { useRef } from "preact/hooks";
import { type FilterField, filtersOf, type Visual } from "../../../analytics/visuals";
import type { Answer } from "../contract";
import { CardMenu } from "./card-menu";
import { Chart, type ChartHandle } from "./chart";
import { DataTable } from "./data-table";
import { fieldNames } from "./fields";
import type { Surroundings } from "./surroundings";
import { tableColumns } from "./table-columns";
import { type Asked, useAnswer, useSeen } from "./use-answer";

/** Filters that are set but do not reach this visual, because its view does not have the column. */
export function deafTo(visual: Visual, around: Surroundings): FilterField[] {
  const heard = filtersOf(visual);
  return (Object.keys(around.scope.filters) as FilterField[]).filter((field) => !heard.includes(field));
}

/** A visual's question, its answer, and what can be done with it. */
export function Card({ visual, columns, ...around }: Surroundings & { readonly visual: Visual; readonly columns: number }) {
  const [element, seen] = useSeen<HTMLElement>();
  const chart = useRef<ChartHandle>(null);
  const { source, scope } = around;
  const key = seen ? JSON.stringify([visual.id, scope]) : undefined;
  const asked = useAnswer(key, (signal) => source.visual(visual.id, scope, "whole", signal));
  const deaf = deafTo(visual, around);
  const kind = visual.chart === "table" ? "table" : "chart";
  return (
    <article class="card" ref={element} style={{ "--span": columns }} aria-busy={seen && asked.loading} data-visual={visual.id}>
      <header class="card-head">
        <div>
          <h2>{visual.question}</h2>
          <p class="sub">
            {visual.title}
            {visual.note && <span> · {visual.note}</span>}
            {deaf.length > 0 && <span class="deaf"> · not filtered by {deaf.map((f) => fieldNames[f].toLowerCase()).join(", ")}</span>}
          </p>
        </div>
        <CardMenu visual={visual} asked={asked} chart={kind === "chart" ? chart : undefined} {...around} />
      </header>
      <div class={`body ${kind}${asked.loading && asked.answer ? " stale" : ""}`}>
        <Body visual={visual} asked={asked} chart={chart} around={around} />
      </div>
    </article>
  );
}

interface BodyProps {
  readonly visual: Visual;
  readonly asked: Asked;
  readonly chart: { current: ChartHandle | null };
  readonly around: Surroundings;
}

function Body({ visual, asked, chart, around }: BodyProps) {
  if (asked.error !== undefined) return <Failed message={asked.error} />;
  if (!asked.answer) return <div class={visual.chart === "table" ? "skeleton rows" : "skeleton"} />;
  if (isEmpty(visual, asked.answer)) return <Empty visual={visual} around={around} />;
  if (visual.chart === "table") {
    return <DataTable columns={tableColumns(visual)} answer={asked.answer} label={visual.question} onFilter={around.onFilter} />;
  }
  return <Chart visual={visual} answer={asked.answer} handle={chart} {...around} />;
}

/** Nothing to draw: no rows, or rows whose numbers are all missing or zero. */
export function isEmpty(visual: Visual, answer: Answer): boolean {
  if (answer.rows.length === 0) return true;
  if (visual.measures.length === 0 || visual.chart === "table") return false;
  const places = visual.measures.map((m) => answer.columns.findIndex((c) => c.name === m.name));
  return answer.rows.every((row) => places.every((place) => row[place] === null || row[place] === 0));
}

function Failed({ message }: { readonly message: string }) {
  return (
    <div class="note error" role="alert">
      <b>This question could not be answered</b>
      <code>{message}</code>
    </div>
  );
}

function Empty({ visual, around }: { readonly visual: Visual; readonly around: Surroundings }) {
  const filtered = Object.keys(around.scope.filters).length > 0;
  const part = around.scope.range.from > around.extent.from || around.scope.range.to < around.extent.to;
  return (
    <div class="note">
      <span>{visual.empty ?? (filtered ? "Nothing matches these filters in this range." : "Nothing in this range.")}</span>
      {(filtered || part) && (
        <button type="button" class="link" onClick={around.onClear}>
          Show all data
        </button>
      )}
    </div>
  );
}
