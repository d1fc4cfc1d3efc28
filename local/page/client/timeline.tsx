import { useMemo, useRef, useState } from "preact/hooks";
import type { About, Range } from "../contract";
import { count } from "./numbers";
import { lengthOf, localMinute, localRange, utc } from "./times";

interface TimelineProps {
  readonly about: About;
  readonly extent: Range;
  readonly range: Range;
  /** Absent where ranges cannot be chosen freely. */
  readonly onRange?: (range: Range) => void;
}

const height = 44;
const hour = 3_600_000;

/**
 * All the data in one strip, whatever the range: requests an hour, errors in their colours, every change of the control plane as a notch.
 * Dragging chooses the range that all dashboards show.
 */
export function Timeline({ about, extent, range, onRange }: TimelineProps) {
  const strip = useRef<HTMLDivElement>(null);
  const [drag, setDrag] = useState<{ start: number; end: number } | null>(null);
  const first = Date.parse(extent.from);
  const length = Math.max(1, Date.parse(extent.to) - first);
  const bucket = about.stripHours * hour;
  const share = (time: number) => Math.min(1, Math.max(0, (time - first) / length));

  const bars = useMemo(() => {
    const top = Math.max(1, ...about.strip.map((b) => b.requests));
    return about.strip.map((b) => {
      const x = share(Date.parse(b.time));
      const width = Math.max(0.0005, share(Date.parse(b.time) + bucket) - x);
      const tall = (n: number) => (n === 0 ? 0 : Math.max(1, (n / top) * (height - 10)));
      return { ...b, x, width, all: tall(b.requests), client: tall(b.clientErrors), server: tall(b.serverErrors) };
    });
  }, [about, extent.from, extent.to]);

  const at = (event: PointerEvent) => {
    const box = strip.current!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
  };
  const timeAt = (part: number) => new Date(first + part * length).toISOString();
  const shown = drag ? { from: timeAt(Math.min(drag.start, drag.end)), to: timeAt(Math.max(drag.start, drag.end)) } : range;

  const down = (event: PointerEvent) => {
    if (!onRange || event.button !== 0) return;
    strip.current!.setPointerCapture(event.pointerId);
    setDrag({ start: at(event), end: at(event) });
  };
  const move = (event: PointerEvent) => drag && setDrag({ ...drag, end: at(event) });
  const up = () => {
    if (!drag) return;
    setDrag(null);
    // A click without a drag means that bucket's surroundings, never a range of no length.
    const middle = Date.parse(timeAt((drag.start + drag.end) / 2));
    const wide = Math.abs(drag.end - drag.start) * length >= bucket / 2;
    if (wide) onRange?.(shown);
    else onRange?.({ from: new Date(middle - 3 * bucket).toISOString(), to: new Date(middle + 3 * bucket).toISOString() });
  };
  const left = share(Date.parse(shown.from));
  const right = share(Date.parse(shown.to));

  return (
    <div class="timeline">
      <div
        ref={strip}
        class={onRange ? "strip draggable" : "strip"}
        role="img"
        aria-label={`Requests over all data, ${localRange(extent)}; shown is ${localRange(range)}. The range menu below chooses another part.`}
        onPointerDown={down}
        onPointerMove={move}
        onPointerUp={up}
        onPointerCancel={() => setDrag(null)}
      >
        <svg viewBox={`0 0 1 ${height}`} preserveAspectRatio="none" width="100%" height={height} aria-hidden="true">
          {bars.map((b) => (
            <g key={b.time}>
              <rect class="strip-all" x={b.x} width={b.width * 0.86} y={height - b.all} height={b.all}>
                <title>{`${localMinute(b.time)} (${utc(b.time)}): ${count(b.requests)} requests, ${count(b.clientErrors)} client errors, ${count(b.serverErrors)} server errors`}</title>
              </rect>
              <rect class="strip-client" x={b.x} width={b.width * 0.86} y={height - b.client - b.server} height={b.client} />
              <rect class="strip-server" x={b.x} width={b.width * 0.86} y={height - b.server} height={b.server} />
            </g>
          ))}
        </svg>
        {about.changes.map((change, i) => (
          <span
            key={`${change.time}${i}`}
            class="strip-change"
            style={{ left: `${share(Date.parse(change.time)) * 100}%` }}
            title={`${localMinute(change.time)}: ${change.what}${change.who ? `, by ${change.who}` : ""}`}
          />
        ))}
        <div class="strip-veil" style={{ left: 0, width: `${left * 100}%` }} />
        <div class="strip-veil" style={{ left: `${right * 100}%`, right: 0 }} />
        <div class="strip-window" style={{ left: `${left * 100}%`, width: `${(right - left) * 100}%` }} />
      </div>
      <div class="strip-ends" aria-hidden="true">
        <span title={utc(extent.from)}>{localMinute(extent.from)}</span>
        <span class="strip-shown">{drag ? `${localRange(shown)} · ${lengthOf(shown)}` : ""}</span>
        <span title={utc(extent.to)}>{localMinute(extent.to)}</span>
      </div>
    </div>
  );
}
