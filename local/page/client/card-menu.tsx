import type { Visual } from "../../../analytics/visuals";
import { columnsBehind } from "../rows-behind";
import type { ChartHandle } from "./chart";
import { download, downloadText, toCsv } from "./csv";
import { Popover } from "./popover";
import type { Surroundings } from "./surroundings";
import type { Asked } from "./use-answer";

interface CardMenuProps extends Surroundings {
  readonly visual: Visual;
  readonly asked: Asked;
  readonly chart: { current: ChartHandle | null } | undefined;
}

/** What can be done with an answer: see its rows, see its query, take it along. */
export function CardMenu({ visual, asked, chart, source, scope, onRows, onSql }: CardMenuProps) {
  const { answer } = asked;
  const behind = source.rows && columnsBehind(visual.view);
  const name = `${visual.id}-${scope.range.from.slice(0, 10)}`;
  return (
    <Popover
      class="more"
      align="right"
      name={`More about “${visual.title}”`}
      disabled={!answer}
      label={<span aria-hidden="true">•••</span>}
    >
      {(close) => {
        const act = (action: () => void) => () => {
          close();
          action();
        };
        return (
          <ul class="choices">
            {behind && (
              <li>
                <button type="button" class="choice" onClick={act(() => onRows(visual))}>
                  Show the rows behind this
                </button>
              </li>
            )}
            <li>
              <button type="button" class="choice" onClick={act(() => onSql(visual, answer!))}>
                Show SQL
              </button>
            </li>
            <li>
              <button type="button" class="choice" onClick={act(() => downloadText(`${name}.csv`, "text/csv", toCsv(answer!)))}>
                Download CSV
              </button>
            </li>
            {chart && (
              <li>
                <button
                  type="button"
                  class="choice"
                  disabled={!chart.current}
                  onClick={act(() => void chart.current?.toPng().then((url) => download(`${name}.png`, url)))}
                >
                  Download PNG
                </button>
              </li>
            )}
          </ul>
        );
      }}
    </Popover>
  );
}
