import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Result } from "vega-embed";
import { nameDrawn, seriesOf, time, type Visual } from "../../../analytics/visuals";
import type { Answer } from "../contract";
import { changesFor } from "./changes";
import { chartConfig } from "./chart-config";
import { wishedColour } from "./colour-wishes";
import { barsHeight, cardSpec, ownLegend, pictureSpec, rowsOf } from "./draw";
import { drawInTurn } from "./draw-in-turn";
import { embedChart } from "./embed-chart";
import { filterOf, Legend } from "./legend";
import { MarkTip, type Pointed } from "./mark-tip";
import type { Surroundings } from "./surroundings";
import { type Plot, TimeOverlay } from "./time-overlay";
import { useSize } from "./use-size";

/** What a card can ask of its chart. */
export interface ChartHandle {
  /** The chart as an image of its own, with title and legend, as a data URL. */
  toPng(): Promise<string>;
}

interface ChartProps extends Surroundings {
  readonly visual: Visual;
  readonly answer: Answer;
  readonly handle: { current: ChartHandle | null };
}

/** The plot's place inside the card, read from the drawn chart. */
function plotOf({ view }: Result): Plot | undefined {
  try {
    const scale = view.scale("x") as { domain(): Date[]; range(): number[] };
    const [from, to] = scale.domain();
    const [left, right] = scale.range();
    const [originX, originY] = view.origin();
    const { left: paddingLeft, top: paddingTop } = view.padding() as { left: number; top: number };
    return {
      left: originX! + paddingLeft + Math.min(left!, right!),
      top: originY! + paddingTop,
      width: Math.abs(right! - left!),
      height: (view.signal("height") as number) ?? view.height(),
      from: Number(from),
      to: Number(to),
    };
  } catch {
    // A chart without such a scale (nothing to draw) has no plot to point at.
    return undefined;
  }
}

/** A Vega-Lite chart that follows its card's size, the theme and the pointer. */
export function Chart({ visual, answer, handle, theme, scope, extent, about, onFilter, onRange, source }: ChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const [plot, setPlot] = useState<Plot>();
  const [pointed, setPointed] = useState<Pointed>();
  const [failure, setFailure] = useState<string>();
  const size = useSize(box);
  const series = useMemo(() => seriesOf(visual, rowsOf(answer), theme, wishedColour), [visual, answer, theme]);

  const tall = barsHeight(visual, answer);

  useEffect(() => {
    if (size.width === 0) return;
    let result: Result | undefined;
    let gone = false;
    setFailure(undefined);
    const drawing = { visual, answer, range: scope.range, extent, theme, ...size };
    const tooltip = (_handler: unknown, event: MouseEvent, item: { datum?: Record<string, unknown> } | null, value: unknown) =>
      setPointed(value && item?.datum ? { x: event.clientX, y: event.clientY, datum: item.datum } : undefined);
    const draw = async () => {
      const spec = cardSpec(drawing);
      if (!spec) return;
      const drawn = await embedChart(box.current!, spec, chartConfig(theme), tooltip);
      if (gone) return drawn.finalize();
      result = drawn;
      handle.current = { toPng: () => picture(drawing) };
      if (visual.x === time) setPlot(plotOf(drawn));
      drawn.view.addEventListener("click", (_event, item) => {
        const datum = item?.datum as Record<string, unknown> | undefined;
        const name = datum?.[visual.x !== undefined && visual.x !== time ? visual.x.name : "series"];
        const filter =
          name === undefined
            ? undefined
            : filterOf({ ...visual, ...(visual.x === time ? {} : { series: undefined }) } as Visual, nameDrawn(String(name)));
        if (filter) onFilter(filter.field, filter.value);
      });
    };
    // A chart that cannot be drawn says so: a blank card would look like no traffic.
    const withdraw = drawInTurn(box.current!, () =>
      draw().catch((error: Error) => {
        if (!gone) setFailure(error.message);
        throw error;
      }),
    );
    return () => {
      gone = true;
      withdraw();
      handle.current = null;
      setPointed(undefined);
      result?.finalize();
    };
  }, [visual, answer, theme, size.width, size.height]);

  return (
    <div class={visual.chart === "pie" ? "picture beside" : "picture"}>
      {ownLegend(visual) && <Legend visual={visual} series={series} answer={answer} onFilter={onFilter} />}
      <div class="drawing" style={{ minHeight: tall === undefined ? undefined : `${Math.min(tall, 520)}px` }}>
        <div class="vega" ref={box} role="img" aria-label={`Chart: ${visual.question}`} />
        {failure !== undefined && (
          <div class="note error" role="alert">
            <b>This chart could not be drawn</b>
            <code>{failure}</code>
          </div>
        )}
        {visual.x === time && visual.chart !== "heatmap" && plot && failure === undefined && (
          <TimeOverlay
            visual={visual}
            answer={answer}
            plot={plot}
            range={scope.range}
            changes={visual.marks ? changesFor(about.changes, scope) : []}
            series={series}
            {...(source.kind === "server" ? { onRange } : {})}
          />
        )}
      </div>
      {pointed && <MarkTip visual={visual} pointed={pointed} />}
    </div>
  );
}

/** Draws the chart once more, out of sight, at a size for documents. */
async function picture(drawing: Parameters<typeof pictureSpec>[0]): Promise<string> {
  const config = { ...chartConfig(drawing.theme), background: drawing.theme === "dark" ? "#151d24" : "#ffffff" };
  const { view, finalize } = await embedChart(document.createElement("div"), pictureSpec({ ...drawing, width: 900, height: 360 })!, config);
  try {
    return await view.toImageURL("png", 2);
  } finally {
    finalize();
  }
}
