import { useEffect, useMemo, useState } from "preact/hooks";
import { dashboards, type FilterField, type Filters } from "../../../analytics/visuals";
import type { About, Range } from "../contract";
import { type Address, rangeOf, readAddress, type Span, toggled, writeAddress } from "./address";
import { OpenPreview } from "./cloudwatch/open-preview";
import { isPreview } from "./cloudwatch/preview-address";
import { expectValues } from "./colour-wishes";
import { DashboardView } from "./dashboard";
import { isFilterField } from "./fields";
import { FilterBar } from "./filter-bar";
import { Navigation } from "./navigation";
import { PipelineNote } from "./pipeline-note";
import type { Source } from "./source";
import { useTheme } from "./theme";
import { Timeline } from "./timeline";
import { ago, localMinute, utc } from "./times";

const read = () => readAddress(location.hash, dashboards[0]!.id, isFilterField);

/** The address in the browser is the state: a link, the back button and a reload all give the same page. */
function useAddress(): [Address, (change: Partial<Address>) => void] {
  const [address, setAddress] = useState(read);
  useEffect(() => {
    const follow = () => setAddress(read());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return [
    address,
    (change) => {
      location.hash = writeAddress({ ...read(), ...change });
    },
  ];
}

export function App({ source }: { readonly source: Source }) {
  const [about, setAbout] = useState<About>();
  const [problem, setProblem] = useState<string>();
  const [theme, toggleTheme] = useTheme();
  const [address, go] = useAddress();
  const dashboard = dashboards.find((d) => d.id === address.dashboard) ?? dashboards[0]!;
  const preview = source.preview !== undefined && isPreview(address.dashboard);

  useEffect(() => {
    const opened = (lake: About) => {
      expectValues(lake);
      setAbout(lake);
    };
    source.about().then(opened, (error: Error) => setProblem(error.message));
  }, [source]);
  useEffect(() => {
    if (preview) return;
    document.title = `${dashboard.title} · API usage analytics`;
    scrollTo({ top: 0 });
  }, [dashboard, preview]);

  const extent = about?.extent;
  const spanKey = JSON.stringify(address.span);
  const range = useMemo(() => extent && rangeOf(address.span, extent), [extent, spanKey]);

  return (
    <div class="frame">
      <button type="button" class="skip" onClick={() => document.getElementById("content")?.focus()}>
        Skip to the charts
      </button>
      <Navigation
        current={preview ? "cloudwatch" : dashboard.id}
        // What is chosen in a preview is no filter of the page: there an HTTP API goes by its id.
        address={preview ? { ...address, filters: {} } : address}
        preview={source.preview !== undefined}
        theme={theme}
        onTheme={toggleTheme}
        version={about?.version}
      />
      <main class="main" id="content" tabIndex={-1}>
        {preview ? <OpenPreview source={source} theme={theme} /> : dashboardShown()}
      </main>
    </div>
  );

  function dashboardShown() {
    return (
      <>
        <header class="head">
          <div>
            <h1>{dashboard.title}</h1>
            <p class="purpose">{dashboard.purpose}</p>
          </div>
          {about && <Facts about={about} source={source} />}
        </header>
        {problem && <Problem message={problem} />}
        {!about && !problem && <p class="boot">Reading the lake…</p>}
        {about && !extent && <NoData about={about} />}
        {about && extent && range && (
          <>
            <Timeline
              about={about}
              extent={extent}
              range={range}
              {...(source.kind === "server" ? { onRange: (span: Range) => go({ span }) } : {})}
            />
            <FilterBar
              source={source}
              about={about}
              extent={extent}
              address={address}
              onSpan={(span: Span) => go({ span })}
              onFilters={(filters: Filters) => go({ filters })}
            />
            <DashboardView
              key={dashboard.id}
              dashboard={dashboard}
              source={source}
              about={about}
              extent={extent}
              scope={{ range, filters: address.filters }}
              theme={theme}
              onFilter={(field: FilterField, value: string | null) => go({ filters: toggled(address.filters, field, value) })}
              onRange={(span: Range) => go({ span })}
              onClear={() => go({ filters: {}, span: { preset: "all" } })}
            />
          </>
        )}
      </>
    );
  }
}

function Facts({ about, source }: { readonly about: About; readonly source: Source }) {
  const latest = about.latest.requests ?? about.latest.events;
  return (
    <div class="facts">
      {source.kind === "report" && <span title={utc(about.generatedAt)}>Report of {localMinute(about.generatedAt)}</span>}
      {latest && (
        <span title={utc(latest)}>
          As of {localMinute(latest)}, {ago(latest, about.asOf ? Date.parse(about.asOf) : Date.now())}
        </span>
      )}
      <PipelineNote about={about} />
    </div>
  );
}

function Problem({ message }: { readonly message: string }) {
  return (
    <div class="nothing" role="alert">
      <h2>The lake does not answer</h2>
      <pre>{message}</pre>
      <p>Is the server still running? Start it again with `npm run local` and reload this page.</p>
    </div>
  );
}

/** Says why there is nothing, because the reasons want different cures. */
function NoData({ about }: { readonly about: About }) {
  const failed = about.summary.accessLogs.failed + about.summary.cloudTrail.failed;
  const read = about.summary.accessLogs.read + about.summary.cloudTrail.read;
  return (
    <div class="nothing">
      <h2>There is no data in this lake</h2>
      <p>
        {failed > 0
          ? `All ${read} records that were read failed; the note above says why and where. Most often the log format is one that nobody told: name it with --format.`
          : about.summary.unreadable.length > 0
            ? "The files could not be read; the note above says why."
            : read > 0
              ? "The files were read, but they held no request and no event."
              : "Nothing was imported into this folder yet."}
      </p>
      <p>A week of sample traffic, or your own files:</p>
      <pre>{"npm run local\nnpm run local -- --access-logs <path…> --cloudtrail <path…>"}</pre>
    </div>
  );
}
