import { useState } from "preact/hooks";
import type { Range } from "../contract";
import { presets, rangeOf, type Span } from "./address";
import { Popover } from "./popover";
import { inputValue, lengthOf, localRange, utc, utcDay, zone } from "./times";

interface RangePickerProps {
  readonly span: Span;
  readonly extent: Range;
  /** The only fixed ranges that can be chosen; absent where any can. */
  readonly days: readonly Range[] | undefined;
  /** Whether a preset can be answered. */
  readonly offered: (span: Span) => boolean;
  readonly onSpan: (span: Span) => void;
}

/** Relative ranges, which end at the latest record, and a fixed one by the viewer's clock. */
export function RangePicker({ span, extent, days, offered, onSpan }: RangePickerProps) {
  const range = rangeOf(span, extent);
  const name = "preset" in span ? presets.find((p) => p.id === span.preset)!.label : "Chosen range";
  const long = (Date.parse(extent.to) - Date.parse(extent.from)) / 3_600_000;
  return (
    <Popover
      class="control range"
      name={`Time range: ${name}, ${localRange(range)}`}
      title={`${utc(range.from)} – ${utc(range.to)}`}
      label={
        <>
          <b>{name}</b>
          <span class="quiet">{localRange(range)}</span>
        </>
      }
    >
      {(close) => (
        <div class="range-panel">
          <ul class="choices">
            {presets
              .filter((p) => p.id === "all" || p.hours < long)
              .map((preset) => {
                const chosen = "preset" in span && span.preset === preset.id;
                return (
                  <li key={preset.id}>
                    <button
                      type="button"
                      class={chosen ? "choice chosen" : "choice"}
                      aria-pressed={chosen}
                      disabled={!offered({ preset: preset.id })}
                      onClick={() => {
                        onSpan({ preset: preset.id });
                        close();
                      }}
                    >
                      {preset.label}
                    </button>
                  </li>
                );
              })}
          </ul>
          {days === undefined ? (
            <FixedRange
              range={range}
              onRange={(chosen) => {
                onSpan(chosen);
                close();
              }}
            />
          ) : (
            <Days
              days={days}
              chosen={span}
              onRange={(chosen) => {
                onSpan(chosen);
                close();
              }}
            />
          )}
          <p class="hint">
            Data reaches from {localRange(extent)} ({lengthOf(extent)}). Times are {zone}; relative ranges end at the latest record.
          </p>
        </div>
      )}
    </Popover>
  );
}

function FixedRange({ range, onRange }: { readonly range: Range; readonly onRange: (range: Range) => void }) {
  const [from, setFrom] = useState(inputValue(range.from));
  const [to, setTo] = useState(inputValue(range.to));
  const usable = from !== "" && to !== "" && new Date(from) < new Date(to);
  const submit = (event: Event) => {
    event.preventDefault();
    if (usable) onRange({ from: new Date(from).toISOString(), to: new Date(to).toISOString() });
  };
  return (
    <form class="fixed-range" onSubmit={submit}>
      <label>
        From
        <input type="datetime-local" value={from} onInput={(event) => setFrom(event.currentTarget.value)} />
      </label>
      <label>
        To
        <input type="datetime-local" value={to} onInput={(event) => setTo(event.currentTarget.value)} />
      </label>
      <button type="submit" class="control primary" disabled={!usable}>
        Show this range
      </button>
      {!usable && <p class="hint">The range must end after it begins.</p>}
    </form>
  );
}

interface DaysProps {
  readonly days: readonly Range[];
  readonly chosen: Span;
  readonly onRange: (range: Range) => void;
}

/** A report holds prepared ranges: these days, and the relative ones above. */
function Days({ days, chosen, onRange }: DaysProps) {
  return (
    <div class="fixed-range">
      <ul class="choices">
        {days.map((day) => {
          const pressed = !("preset" in chosen) && chosen.from === day.from && chosen.to === day.to;
          return (
            <li key={day.from}>
              <button
                type="button"
                class={pressed ? "choice chosen" : "choice"}
                aria-pressed={pressed}
                title={`${utc(day.from)} – ${utc(day.to)}`}
                onClick={() => onRange(day)}
              >
                {utcDay(day.from)}
              </button>
            </li>
          );
        })}
      </ul>
      <p class="hint">A report holds these ranges, by UTC days. Open the lake with a server for any other.</p>
    </div>
  );
}
