import { useEffect, useRef, useState } from "preact/hooks";
import { type Preview, previewRanges } from "../../../cloudwatch/preview-contract";
import type { Source } from "../source";
import type { Theme } from "../theme";
import { localMinute } from "../times";
import { readPreview, writePreview } from "./preview-address";
import { Panel } from "./preview-panel";

interface PreviewViewProps {
  readonly source: Source;
  readonly theme: Theme;
  /** What stands after `#` in the browser's address. */
  readonly hash: string;
}

/** The operations dashboards of a stack as CloudWatch would show them, had it been given what is in the lake. */
export function PreviewView({ source, theme, hash }: PreviewViewProps) {
  const [preview, setPreview] = useState<Preview>();
  const [problem, setProblem] = useState<string>();
  const [loading, setLoading] = useState(true);
  const asked = readPreview(hash);

  useEffect(() => {
    const stop = new AbortController();
    setLoading(true);
    source.preview!(asked, stop.signal).then(
      (answer) => {
        if (stop.signal.aborted) return;
        setPreview(answer);
        setProblem(undefined);
        setLoading(false);
      },
      (error: Error) => {
        if (stop.signal.aborted) return;
        setProblem(error.message);
        setLoading(false);
      },
    );
    return () => stop.abort();
  }, [JSON.stringify(asked)]);
  useEffect(() => {
    if (preview) document.title = `${preview.title} · CloudWatch preview`;
    scrollTo({ top: 0 });
  }, [preview?.dashboard]);

  if (problem !== undefined)
    return (
      <div class="nothing" role="alert">
        <h2>There is no such preview</h2>
        <pre>{problem}</pre>
        <p>
          <a href="#/cloudwatch">To the first of them</a>
        </p>
      </div>
    );
  const wrong = preview?.panels.filter(({ problems }) => problems.length > 0).length ?? 0;
  const go = (change: Partial<typeof asked>) => {
    location.hash = writePreview({ ...asked, dashboard: asked.dashboard || preview!.dashboard, ...change });
  };
  return (
    <>
      <header class="head">
        <div>
          <h1>{preview?.title ?? "CloudWatch preview"}</h1>
          <p class="purpose">How CloudWatch would show this dashboard of a stack, with what is in this lake.</p>
        </div>
        {preview && (
          <div class="facts">
            {wrong > 0 && (
              <b class="wrong">
                {wrong} of {preview.panels.length} panels would not be shown
              </b>
            )}
            <span>{preview.region}</span>
            <span>
              {localMinute(new Date(preview.from).toISOString())} – {localMinute(new Date(preview.to).toISOString())}
            </span>
          </div>
        )}
      </header>
      {preview && <Tabs preview={preview} />}
      {preview && (
        <div class="choosers">
          {preview.variables
            .filter(({ id }) => id !== "region")
            .map(({ id, label, choices, chosen }) => (
              <label key={id}>
                {label}
                <select
                  value={chosen}
                  disabled={choices.length < 2}
                  onChange={(event) => go({ choices: { ...asked.choices, [id]: event.currentTarget.value } })}
                >
                  {choices.length === 0 && <option value="">none with data</option>}
                  {choices.map((choice) => (
                    <option key={choice} value={choice}>
                      {choice}
                    </option>
                  ))}
                </select>
              </label>
            ))}
          <label>
            Range
            <select value={String(preview.hours)} onChange={(event) => go({ hours: Number(event.currentTarget.value) })}>
              {previewRanges.map(({ hours, label }) => (
                <option key={hours} value={String(hours)}>
                  {label}
                </option>
              ))}
            </select>
          </label>
        </div>
      )}
      <div class={`grid cloudwatch${loading && preview ? " stale" : ""}`} aria-busy={loading}>
        {preview ? (
          preview.panels.map((panel) => <Panel key={`${preview.dashboard} ${panel.x} ${panel.y}`} panel={panel} theme={theme} />)
        ) : (
          <div class="skeleton" />
        )}
      </div>
    </>
  );
}

/** The dashboards beside each other, those of a kind of API together. */
function Tabs({ preview }: { readonly preview: Preview }) {
  const groups = [...new Set(preview.dashboards.map(({ group }) => group))];
  const list = useRef<HTMLElement>(null);
  useEffect(() => {
    // On a narrow screen the tabs are a row that scrolls.
    const here = list.current!.querySelector<HTMLElement>('[aria-current="page"]');
    if (here) list.current!.scrollLeft = here.offsetLeft - list.current!.offsetLeft - 80;
  }, [preview.dashboard]);
  return (
    <nav class="tabs" aria-label="CloudWatch dashboards" ref={list}>
      {groups.map((group) => (
        <div key={group}>
          {group && <b>{group}</b>}
          {preview.dashboards
            .filter((one) => one.group === group)
            .map(({ name, title }) => (
              <a
                key={name}
                href={writePreview({ dashboard: name, choices: {} })}
                aria-current={name === preview.dashboard ? "page" : undefined}
              >
                {title}
              </a>
            ))}
        </div>
      ))}
    </nav>
  );
}
