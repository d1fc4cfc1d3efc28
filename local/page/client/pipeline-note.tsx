import type { ImportBalance } from "../../import-summary";
import type { About } from "../contract";
import { count, countOf } from "./numbers";
import { Popover } from "./popover";
import { localSecond, utc } from "./times";

function Balance({ title, balance }: { readonly title: string; readonly balance: ImportBalance }) {
  if (balance.read === 0 && balance.failed === 0) return null;
  return (
    <section class="balance">
      <h3>{title}</h3>
      <dl>
        <div>
          <dt>read</dt>
          <dd>{count(balance.read)}</dd>
        </div>
        <div>
          <dt>stored</dt>
          <dd>{count(balance.stored)}</dd>
        </div>
        {balance.duplicates > 0 && (
          <div>
            <dt>duplicates</dt>
            <dd>{count(balance.duplicates)}</dd>
          </div>
        )}
        {balance.dropped > 0 && (
          <div>
            <dt>left out on purpose</dt>
            <dd>{count(balance.dropped)}</dd>
          </div>
        )}
        <div class={balance.failed > 0 ? "bad" : ""}>
          <dt>failed</dt>
          <dd>{count(balance.failed)}</dd>
        </div>
      </dl>
      {balance.reasons.length > 0 && (
        <ul class="reasons">
          {balance.reasons.map((reason) => (
            <li key={reason.reason}>
              <b>{count(reason.count)} ×</b> {reason.reason}
              <br />
              <span class="quiet">first at</span> <code>{reason.where}</code>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

/** What is in the lake and in no chart: a range of the page ends where the last record with a time of its own does. */
function Undated({ outside }: { readonly outside: About["outside"] }) {
  const parts = [
    outside.requests > 0 ? countOf(outside.requests, "request") : "",
    outside.events > 0 ? countOf(outside.events, "event") : "",
  ];
  return (
    <p class="hint">
      {parts.filter(Boolean).join(" and ")} without a possible time of their own: stored in the day of the import, and in no chart whose
      range ends before it.
    </p>
  );
}

/** What became of every record of the last import: the number that failed is always in sight, why and where is one click away. */
export function PipelineNote({ about }: { readonly about: About }) {
  const { summary } = about;
  const failed = summary.accessLogs.failed + summary.cloudTrail.failed;
  const read = summary.accessLogs.read + summary.cloudTrail.read;
  const unreadable = summary.unreadable.length;
  if (summary.finishedAt === null && read === 0) return null;
  const first = summary.accessLogs.reasons[0] ?? summary.cloudTrail.reasons[0];
  const undated = about.outside.requests + about.outside.events;
  const trouble = failed > 0 || unreadable > 0;
  const parts = [
    `${count(read)} read`,
    failed > 0 ? `${count(failed)} failed${first ? `: ${first.reason}` : ""}` : "",
    unreadable > 0 ? `${countOf(unreadable, "file")} unreadable` : "",
    trouble ? "" : "none failed",
    undated > 0 ? `${count(undated)} undated` : "",
  ];
  return (
    <Popover
      class={trouble ? "pipeline trouble" : "pipeline"}
      align="right"
      name={`Last import: ${parts.filter(Boolean).join(", ")}`}
      label={
        <>
          <span class="dot" aria-hidden="true" />
          <span class="pipeline-text">{parts.filter(Boolean).join(" · ")}</span>
        </>
      }
    >
      {() => (
        <div class="pipeline-panel">
          <Balance title="Access logs" balance={summary.accessLogs} />
          <Balance title="CloudTrail" balance={summary.cloudTrail} />
          {unreadable > 0 && (
            <section class="balance">
              <h3>Files that could not be read</h3>
              <ul class="reasons">
                {summary.unreadable.map((file) => (
                  <li key={file.file}>
                    <code>{file.file}</code>
                    <br />
                    {file.reason}
                  </li>
                ))}
              </ul>
            </section>
          )}
          {undated > 0 && <Undated outside={about.outside} />}
          {summary.failedFolder && failed > 0 && (
            <p class="hint">
              Failed records are kept in <code>{summary.failedFolder}</code>
            </p>
          )}
          {summary.finishedAt && (
            <p class="hint" title={utc(summary.finishedAt)}>
              Imported {localSecond(summary.finishedAt)}
              {summary.source === "sample" ? ", the sample story" : ""}
            </p>
          )}
        </div>
      )}
    </Popover>
  );
}
