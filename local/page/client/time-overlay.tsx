import { useRef, useState } from "preact/hooks";
import { formatValue, grainFor, grainMs, type Series, seriesColumn, time, type Visual } from "../../../analytics/visuals";
import type { LakeValue } from "../../lake";
import type { Answer, Change, Range } from "../contract";
import { lengthOf, localMinute, localRange, utc } from "./times";
import { Tip } from "./tip";

/** Where the plot lies within its card, and its time axis. */
export interface Plot {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Time at the left and at the right edge, milliseconds. */
  readonly from: number;
  readonly to: number;
}

interface TimeOverlayProps {
  readonly visual: Visual;
  readonly answer: Answer;
  readonly plot: Plot;
  readonly range: Range;
  readonly changes: readonly Change[];
  readonly series: readonly Series[];
  readonly onRange?: (range: Range) => void;
}

interface Reading {
  readonly name: string;
  readonly value: LakeValue;
  readonly text: string;
}

/** What the chart shows in one bucket, the largest first: one line per series, or per measure. */
function readings(visual: Visual, answer: Answer, bucket: number): Reading[] {
  const at = (name: string) => answer.columns.findIndex((c) => c.name === name);
  const rows = answer.rows.filter((row) => Date.parse(String(row[at(time)])) === bucket);
  const series = seriesColumn(visual);
  const found = rows.flatMap((row) =>
    visual.measures.map((measure) => {
      const value = row[at(measure.name)] ?? null;
      const name = series ? String(row[at(series)]) : measure.title;
      return { name, value, text: formatValue(typeof value === "number" ? value : null, measure.unit) };
    }),
  );
  return series ? found.sort((a, b) => Number(b.value) - Number(a.value)) : found;
}

/** Lies over a chart of time: reads a bucket under the pointer, marks the changes of the control plane, and chooses a range by dragging. */
export function TimeOverlay({ visual, answer, plot, range, changes, series, onRange }: TimeOverlayProps) {
  const surface = useRef<HTMLDivElement>(null);
  const [pointer, setPointer] = useState<{ x: number; clientX: number; clientY: number }>();
  const [start, setStart] = useState<number>();
  const asked = grainFor(new Date(range.from), new Date(range.to));
  const grain = visual.compare && asked === "day" ? "hour" : asked;
  const width = grainMs[grain];
  const timeAt = (x: number) => plot.from + (x / plot.width) * (plot.to - plot.from);
  const xOf = (moment: number) => ((moment - plot.from) / (plot.to - plot.from)) * plot.width;
  const seen = changes.map((change) => ({ change, x: xOf(Date.parse(change.time)) })).filter(({ x }) => x >= 0 && x <= plot.width);

  const at = (event: PointerEvent) => {
    const box = surface.current!.getBoundingClientRect();
    return { x: Math.min(plot.width, Math.max(0, event.clientX - box.left)), clientX: event.clientX, clientY: event.clientY };
  };
  const up = (event: PointerEvent) => {
    if (start === undefined) return;
    const end = at(event).x;
    setStart(undefined);
    if (Math.abs(end - start) < 6 || visual.compare) return;
    const [from, to] = [Math.min(start, end), Math.max(start, end)].map((x) => new Date(timeAt(x)).toISOString());
    onRange?.({ from: from!, to: to! });
  };

  const bucket = pointer && Math.floor(timeAt(pointer.x) / width) * width;
  const near = pointer ? seen.filter(({ x }) => Math.abs(x - pointer.x) < 6) : [];
  const read = bucket === undefined ? [] : readings(visual, answer, bucket);
  const bucketRange =
    bucket === undefined ? undefined : { from: new Date(bucket).toISOString(), to: new Date(bucket + width).toISOString() };
  return (
    <>
      {seen.map(({ change, x }) => (
        <span
          key={`${change.time}${change.event}${change.what}`}
          class="change-mark"
          style={{ left: `${plot.left + x}px`, top: `${plot.top - 6}px`, height: `${plot.height + 6}px` }}
        />
      ))}
      <div
        ref={surface}
        class="time-surface"
        style={{ left: `${plot.left}px`, top: `${plot.top - 6}px`, width: `${plot.width}px`, height: `${plot.height + 6}px` }}
        onPointerMove={(event) => setPointer(at(event))}
        onPointerLeave={() => setPointer(undefined)}
        onPointerDown={(event) => {
          if (!onRange || visual.compare || event.button !== 0 || event.pointerType === "touch") return;
          surface.current!.setPointerCapture(event.pointerId);
          setStart(at(event).x);
        }}
        onPointerUp={up}
        onPointerCancel={() => setStart(undefined)}
      >
        {pointer && (
          <span class="crosshair" style={{ left: `${xOf((bucket ?? 0) + (visual.chart === "stacked-bar" ? width / 2 : 0))}px` }} />
        )}
        {start !== undefined && pointer && (
          <span class="chosen-range" style={{ left: `${Math.min(start, pointer.x)}px`, width: `${Math.abs(start - pointer.x)}px` }} />
        )}
      </div>
      {pointer && bucketRange && (
        <Tip x={pointer.clientX} y={pointer.clientY}>
          {start !== undefined && Math.abs(start - pointer.x) >= 6 ? (
            <ChosenRange from={timeAt(Math.min(start, pointer.x))} to={timeAt(Math.max(start, pointer.x))} />
          ) : (
            <>
              <h4>
                {width >= grainMs.hour ? localRange(bucketRange) : localMinute(bucketRange.from)}{" "}
                <small>{utc(bucketRange.from).replace(":00 UTC", " UTC")}</small>
              </h4>
              {read.length === 0 && <p class="quiet">nothing</p>}
              <dl>
                {read.map((reading) => (
                  <div key={reading.name}>
                    <dt>
                      <i style={{ background: series.find(({ name }) => name === reading.name)?.colour }} />
                      {reading.name}
                    </dt>
                    <dd>{reading.text}</dd>
                  </div>
                ))}
              </dl>
              {near.map(({ change }) => (
                <p key={change.what} class="change-words">
                  ▾ {localMinute(change.time)} <b>{change.event}</b>
                  <br />
                  {change.what}
                  {change.who && `, by ${change.who}`}
                </p>
              ))}
            </>
          )}
        </Tip>
      )}
    </>
  );
}

function ChosenRange({ from, to }: { readonly from: number; readonly to: number }) {
  const range = { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
  return (
    <h4>
      {localRange(range)} <small>{lengthOf(range)}</small>
    </h4>
  );
}
