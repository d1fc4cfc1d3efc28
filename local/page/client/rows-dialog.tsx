import type { Visual } from "../../../analytics/visuals";
import type { RowsAnswer } from "../contract";
import { columnsBehind } from "../rows-behind";
import { downloadText, toCsv } from "./csv";
import { DataTable } from "./data-table";
import { Modal } from "./modal";
import { count } from "./numbers";
import type { Surroundings } from "./surroundings";
import { localRange } from "./times";
import { useAnswer } from "./use-answer";

/** The single requests or events that a visual counts, newest first, under the same range and filters. */
export function RowsDialog({ visual, onClose, ...around }: Surroundings & { readonly visual: Visual; readonly onClose: () => void }) {
  const { source, scope } = around;
  const asked = useAnswer<RowsAnswer>(JSON.stringify([visual.id, scope]), (signal) => source.rows!(visual.id, scope, signal));
  const { answer } = asked;
  const full = answer && answer.rows.length >= answer.limit;
  return (
    <Modal
      title={`Rows behind “${visual.title}”`}
      sub={
        answer
          ? `${full ? `The latest ${count(answer.limit)}` : count(answer.rows.length)} of ${localRange(scope.range)}. A click on a value filters by it.`
          : "Reading…"
      }
      actions={
        answer && (
          <button type="button" class="control" onClick={() => downloadText(`${visual.id}-rows.csv`, "text/csv", toCsv(answer))}>
            Download CSV
          </button>
        )
      }
      onClose={onClose}
    >
      {asked.error !== undefined && (
        <div class="note error" role="alert">
          <b>The rows could not be read</b>
          <code>{asked.error}</code>
        </div>
      )}
      {!answer && asked.error === undefined && <div class="skeleton rows" />}
      {answer && answer.rows.length === 0 && <p class="note">No row matches.</p>}
      {answer && answer.rows.length > 0 && (
        <DataTable
          columns={columnsBehind(visual.view)!.columns.filter((column) =>
            answer.rows.some((row) => row[answer.columns.findIndex((c) => c.name === column.name)] !== null),
          )}
          answer={answer}
          label={`Rows behind ${visual.title}`}
          onFilter={around.onFilter}
        />
      )}
    </Modal>
  );
}
