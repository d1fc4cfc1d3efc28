import type { PreviewPanel } from "../../../cloudwatch/preview-contract";
import type { Theme } from "../theme";
import { localMinute, utc, utcDay } from "../times";
import { PreviewChart } from "./preview-chart";
import { lengthInWords, shown, spanInWords, unitOf } from "./preview-numbers";
import { drawnLines, latest, mostLines } from "./preview-spec";
import { PreviewText } from "./preview-text";

/** Over which time each value is, and which of them is shown: what readers of a number must know. */
function periodOf({ metric }: PreviewPanel): string {
  if (!metric) return "";
  const { view, period, from, to } = metric;
  if (period === null) return `whole range, ${spanInWords(to - from)}`;
  const single = ["singleValue", "gauge", "bar", "pie"].includes(view);
  const span = to - from > period ? ` of ${spanInWords(to - from)}` : "";
  return `${single ? "latest" : "each"} ${lengthInWords(period)}${span}`;
}

/** A widget at its place on CloudWatch's grid. */
export function Panel({ panel, theme }: { readonly panel: PreviewPanel; readonly theme: Theme }) {
  const { x, y, width, height, type, title, problems, quiet, notes, text, query, alarms } = panel;
  const state = problems.length > 0 ? "problem" : quiet ? "quiet" : "shown";
  const place = { "--column": x + 1, "--across": width, "--row": y + 1, "--down": height };
  if (type === "text")
    return (
      <section class="panel text" style={place} data-panel={type}>
        <PreviewText markdown={text ?? ""} />
      </section>
    );
  return (
    <article class={`card panel ${state}`} style={place} data-panel={type} data-state={state}>
      <header class="card-head">
        <div>
          <h2>{title}</h2>
          <p class="sub" title={notes.join(" ")}>
            {query ? `Logs Insights, ${query.view}` : periodOf(panel)}
            {notes.map((note) => (
              <span key={note}> · {note}</span>
            ))}
          </p>
        </div>
      </header>
      <div class="body">
        {problems.length > 0 ? (
          <Problems panel={panel} />
        ) : query ? (
          <pre class="query">{query.text.replaceAll(" | ", "\n| ")}</pre>
        ) : alarms ? (
          <ul>
            {alarms.map((alarm) => (
              <li key={alarm}>{alarm}</li>
            ))}
          </ul>
        ) : quiet ? (
          <p class="note">{quiet}</p>
        ) : (
          <Metric panel={panel} theme={theme} />
        )}
      </div>
    </article>
  );
}

function Problems({ panel }: { readonly panel: PreviewPanel }) {
  return (
    <div class="problems" role="alert">
      <b>CloudWatch would not show this</b>
      <ul>
        {panel.problems.map(({ asked, exists }) => (
          <li key={asked + exists}>
            <code>{asked}</code>
            <span>{exists}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Metric({ panel, theme }: { readonly panel: PreviewPanel; readonly theme: Theme }) {
  const { view, lines, band } = panel.metric!;
  if (view === "singleValue" || view === "gauge") return <Values panel={panel} />;
  if (view === "table") return <ValueTable panel={panel} />;
  const drawn = drawnLines(panel, theme);
  const more = lines.length - drawn.length;
  return (
    <div class="picture">
      {(drawn.length > 1 || band) && view !== "bar" && (
        <ul class="legend">
          {drawn.map(({ label, colour }) => (
            <li key={label} title={label}>
              <i style={{ "--mark": colour }} />
              {label}
            </li>
          ))}
          {more > 0 && <li>{`and ${more} more; the ${mostLines} largest are drawn`}</li>}
          {band && (
            <li>
              <i class="usual" />
              {band.label}
            </li>
          )}
        </ul>
      )}
      <PreviewChart panel={panel} lines={drawn} theme={theme} />
    </div>
  );
}

function Values({ panel }: { readonly panel: PreviewPanel }) {
  const unit = unitOf(panel);
  return (
    <dl class="values">
      {panel.metric!.lines.map((line) => (
        <div key={line.label}>
          <dd>{shown(latest(line), unit)}</dd>
          <dt>{line.label}</dt>
        </div>
      ))}
    </dl>
  );
}

function ValueTable({ panel }: { readonly panel: PreviewPanel }) {
  const { lines, period } = panel.metric!;
  const unit = unitOf(panel);
  const starts = [...new Set(lines.flatMap(({ points }) => points.map(([at]) => at)))].sort((a, b) => b - a).slice(0, 8);
  const whole = period === null;
  const daily = period !== null && period >= 86_400_000;
  return (
    <table aria-label={panel.title}>
      <thead>
        <tr>
          <th scope="col">Label</th>
          {starts.map((at) => {
            const iso = new Date(at).toISOString();
            return (
              <th key={at} scope="col" class="number" title={utc(iso)}>
                {whole ? "Whole range" : daily ? utcDay(iso) : localMinute(iso)}
              </th>
            );
          })}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ label, points }) => (
          <tr key={label}>
            <td title={label}>{label}</td>
            {starts.map((at) => {
              const value = points.find(([start]) => start === at)?.[1];
              return (
                <td key={at} class={value === undefined ? "number null" : "number"}>
                  {value === undefined ? "–" : shown(value, unit)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
