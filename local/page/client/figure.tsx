import { formatValue, type Measure, type Visual } from "../../../analytics/visuals";
import type { Answer, Range } from "../contract";
import { hasTrend } from "../questions";
import { deafTo } from "./card";
import { CardMenu } from "./card-menu";
import { fieldNames } from "./fields";
import { difference, glance } from "./numbers";
import { Spark } from "./spark";
import type { Surroundings } from "./surroundings";
import { lengthOf } from "./times";
import { useAnswer } from "./use-answer";

const numberOf = (answer: Answer | undefined, measure: Measure): number | null => {
  const value = answer?.rows[0]?.[answer.columns.findIndex((c) => c.name === measure.name)];
  return typeof value === "number" ? value : null;
};

/** The range of the same length just before, where the data reaches back that far. */
function rangeBefore({ from, to }: Range, extent: Range): Range | undefined {
  const length = Date.parse(to) - Date.parse(from);
  const start = Date.parse(from) - length;
  return start >= Date.parse(extent.from) ? { from: new Date(start).toISOString(), to: from } : undefined;
}

/** A key figure: the number, how it differs from the range before, and how it went. */
export function Figure({ visual, ...around }: Surroundings & { readonly visual: Visual }) {
  const { source, scope, extent } = around;
  const asked = useAnswer(JSON.stringify([visual.id, scope]), (signal) => source.visual(visual.id, scope, "whole", signal));
  const earlier = rangeBefore(scope.range, extent);
  const before = earlier && { ...scope, range: earlier };
  const comparable = before !== undefined && asked.answer !== undefined && source.answers(before);
  const askedBefore = useAnswer(comparable ? JSON.stringify([visual.id, before]) : undefined, (signal) =>
    source.visual(visual.id, before!, "whole", signal),
  );
  const drawn = asked.answer !== undefined && hasTrend(visual);
  const trend = useAnswer(drawn ? JSON.stringify([visual.id, scope, "trend"]) : undefined, (signal) =>
    source.visual(visual.id, scope, "trend", signal),
  );
  const [main, ...others] = visual.measures as [Measure, ...Measure[]];
  const value = numberOf(asked.answer, main);
  const past = comparable && !askedBefore.loading ? numberOf(askedBefore.answer, main) : null;
  const change = value !== null && past !== null ? difference(value, past) : undefined;
  const deaf = deafTo(visual, around);
  const shown = value === null ? undefined : glance(value, main.unit);
  return (
    <article
      class={`figure${asked.loading && asked.answer ? " stale" : ""}`}
      aria-busy={asked.loading}
      data-visual={visual.id}
      title={[visual.question, visual.note].filter(Boolean).join(" ")}
    >
      <h2>
        {visual.title}
        {others.length > 0 && main.unit === "ms" ? `, ${main.title}` : ""}
      </h2>
      {asked.error !== undefined ? (
        <p class="compare bad" role="alert" title={asked.error}>
          Not answered
        </p>
      ) : (
        <div class="reading">
          <p class="value" title={value === null ? "" : formatValue(value, main.unit)}>
            {shown ? shown.number : asked.answer ? "–" : "\u00a0"}
            {shown?.unit && <span class="unit">{shown.unit}</span>}
          </p>
          {trend.answer && <Spark answer={trend.answer} measure={main} range={scope.range} />}
        </div>
      )}
      <p class="compare">
        {[
          ...others.map((measure) => {
            const other = numberOf(asked.answer, measure);
            if (other === null) return "";
            const text = formatValue(other, measure.unit);
            return /^of /.test(measure.title) ? `${text} ${measure.title}` : `${measure.title} ${text}`;
          }),
        ]
          .filter(Boolean)
          .join(" · ")}
        {change && (
          <span class="change" title={`${formatValue(past!, main.unit)} in the ${lengthOf(scope.range)} before`}>
            {change}
          </span>
        )}
      </p>
      {deaf.length > 0 && <p class="deaf">not filtered by {deaf.map((f) => fieldNames[f].toLowerCase()).join(", ")}</p>}
      <CardMenu visual={visual} asked={asked} chart={undefined} {...around} />
    </article>
  );
}
