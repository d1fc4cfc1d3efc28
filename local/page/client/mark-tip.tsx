import { formatValue, time, type Visual } from "../../../analytics/visuals";
import { Tip } from "./tip";

/** What the pointer is on. */
export interface Pointed {
  readonly x: number;
  readonly y: number;
  readonly datum: Readonly<Record<string, unknown>>;
}

const countries = new Intl.DisplayNames(undefined, { type: "region", fallback: "code" });

/** Countries are codes in the data. */
const nameOf = (value: string) => (/^[A-Z]{2}$/.test(value) ? countries.of(value)! : value);

/** Names a bar, slice or cell and its numbers. */
export function MarkTip({ visual, pointed: { x, y, datum } }: { readonly visual: Visual; readonly pointed: Pointed }) {
  const dimensions = [visual.x === time ? undefined : visual.x, visual.series].filter((d) => d !== undefined);
  return (
    <Tip x={x} y={y}>
      {dimensions.map((dimension, i) =>
        i === 0 ? (
          <h4 key={dimension.name}>{nameOf(String(datum[dimension.name] ?? ""))}</h4>
        ) : (
          <p key={dimension.name} class="quiet">
            {dimension.title}: {String(datum[dimension.name] ?? "")}
          </p>
        ),
      )}
      <dl>
        {visual.measures
          .filter((measure) => typeof datum[measure.name] === "number")
          .map((measure) => (
            <div key={measure.name}>
              <dt>{measure.title}</dt>
              <dd>{formatValue(datum[measure.name] as number, measure.unit)}</dd>
            </div>
          ))}
      </dl>
      {dimensions.some((dimension) => dimension.filter) && <p class="quiet">Click to filter</p>}
    </Tip>
  );
}
