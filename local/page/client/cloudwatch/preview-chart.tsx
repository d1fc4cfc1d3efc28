import { useEffect, useRef, useState } from "preact/hooks";
import type { Result } from "vega-embed";
import type { PreviewPanel } from "../../../cloudwatch/preview-contract";
import { chartConfig } from "../chart-config";
import { drawInTurn } from "../draw-in-turn";
import { embedChart } from "../embed-chart";
import type { Theme } from "../theme";
import { localMinute, utcDay } from "../times";
import { Tip } from "../tip";
import { useSize } from "../use-size";
import { shown, unitOf } from "./preview-numbers";
import { type DrawnLine, previewSpec } from "./preview-spec";

interface PreviewChartProps {
  readonly panel: PreviewPanel;
  readonly lines: readonly DrawnLine[];
  readonly theme: Theme;
}

/** What the pointer is over: a place on the screen and the start of a period. */
interface Pointed {
  readonly x: number;
  readonly y: number;
  readonly at: number;
}

/** A chart as a widget would draw it, with the values of a moment beside the pointer. */
export function PreviewChart({ panel, lines, theme }: PreviewChartProps) {
  const box = useRef<HTMLDivElement>(null);
  const drawn = useRef<Result>();
  const size = useSize(box);
  const [pointed, setPointed] = useState<Pointed>();

  useEffect(() => {
    if (size.width === 0 || size.height === 0) return;
    let gone = false;
    const withdraw = drawInTurn(box.current!, async () => {
      const result = await embedChart(box.current!, previewSpec(panel, lines, theme, size), chartConfig(theme));
      if (gone) return result.finalize();
      drawn.current = result;
    });
    return () => {
      gone = true;
      withdraw();
      setPointed(undefined);
      drawn.current?.finalize();
      drawn.current = undefined;
    };
  }, [panel, theme, size.width, size.height]);

  const overTime = panel.metric!.view === "timeSeries";
  const point = (event: PointerEvent) => {
    const view = drawn.current?.view;
    if (!view || !overTime) return;
    const place = box.current!.getBoundingClientRect();
    const { left } = view.padding() as { left: number };
    const moment = Number((view.scale("x") as { invert(x: number): Date }).invert(event.clientX - place.left - view.origin()[0] - left));
    const starts = lines.flatMap(({ points }) => points.map(([at]) => at));
    const at = starts.reduce(
      (best, start) => (Math.abs(start - moment) < Math.abs(best - moment) ? start : best),
      Number.POSITIVE_INFINITY,
    );
    setPointed(Number.isFinite(at) ? { x: event.clientX, y: event.clientY, at } : undefined);
  };

  return (
    <div class="drawing" onPointerMove={point} onPointerLeave={() => setPointed(undefined)}>
      <div class="vega" ref={box} role="img" aria-label={`Chart: ${panel.title}`} />
      {pointed && <Reading panel={panel} lines={lines} pointed={pointed} />}
    </div>
  );
}

function Reading({
  panel,
  lines,
  pointed: { x, y, at },
}: {
  readonly panel: PreviewPanel;
  readonly lines: readonly DrawnLine[];
  readonly pointed: Pointed;
}) {
  const unit = unitOf(panel);
  const iso = new Date(at).toISOString();
  const band = panel.metric!.band?.points.find(([start]) => start === at);
  const values = lines.flatMap(({ label, colour, points }) =>
    points.filter(([start]) => start === at).map(([, value]) => ({ label, colour, value })),
  );
  return (
    <Tip x={x} y={y}>
      <h4>{(panel.metric!.period ?? 0) >= 86_400_000 ? `${utcDay(iso)} UTC` : localMinute(iso)}</h4>
      <dl>
        {values.map(({ label, colour, value }) => (
          <div key={label}>
            <dt>
              <i style={{ background: colour }} />
              {label}
            </dt>
            <dd>{shown(value, unit)}</dd>
          </div>
        ))}
        {band && (
          <div>
            <dt>usual</dt>
            <dd>
              {shown(Math.round(band[1]), unit)} – {shown(Math.round(band[2]), unit)}
            </dd>
          </div>
        )}
      </dl>
    </Tip>
  );
}
