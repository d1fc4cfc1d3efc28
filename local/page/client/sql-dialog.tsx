import { useState } from "preact/hooks";
import type { Visual } from "../../../analytics/visuals";
import type { Answer } from "../contract";
import { Modal } from "./modal";
import { count, countOf } from "./numbers";

/** The query behind a card, as DuckDB ran it and Athena would. */
export function SqlDialog({ visual, answer, onClose }: { readonly visual: Visual; readonly answer: Answer; readonly onClose: () => void }) {
  const [copied, setCopied] = useState(false);
  const copy = () => void navigator.clipboard.writeText(answer.sql).then(() => setCopied(true));
  const rows = countOf(answer.rows.length, "row");
  return (
    <Modal
      title={visual.question}
      sub={`${rows} in ${count(answer.milliseconds)} ms here; on Athena put your database's name for “main”.`}
      actions={
        <button type="button" class="control" onClick={copy}>
          {copied ? "Copied" : "Copy"}
        </button>
      }
      onClose={onClose}
    >
      <pre>{answer.sql}</pre>
    </Modal>
  );
}
