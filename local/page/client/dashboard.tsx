import { useState } from "preact/hooks";
import type { Dashboard, Visual } from "../../../analytics/visuals";
import type { Answer } from "../contract";
import { Card } from "./card";
import { Figure } from "./figure";
import { placeCards } from "./layout";
import { RowsDialog } from "./rows-dialog";
import { SqlDialog } from "./sql-dialog";
import type { Surroundings } from "./surroundings";

/** Figures stand in full rows: six at most beside each other, the same number in each row as far as it goes. */
const across = (figures: number) => (figures <= 6 ? figures : Math.ceil(figures / Math.ceil(figures / 6)));

type Opened = { readonly visual: Visual; readonly answer?: Answer };

/** Key figures first, in one band; then the cards in the order of the dashboard. */
export function DashboardView({ dashboard, ...given }: Omit<Surroundings, "onRows" | "onSql"> & { readonly dashboard: Dashboard }) {
  const [opened, setOpened] = useState<Opened>();
  const around: Surroundings = {
    ...given,
    onRows: (visual) => setOpened({ visual }),
    onSql: (visual, answer) => setOpened({ visual, answer }),
  };
  const shown = dashboard.visuals.filter((v) => v.surfaces.includes("page"));
  const figures = shown.filter((v) => v.chart === "kpi");
  const close = () => setOpened(undefined);
  return (
    <div class="grid">
      {figures.length > 0 && (
        <section class="figures" aria-label="Key figures" style={{ "--across": across(figures.length) }}>
          {figures.map((visual) => (
            <Figure key={visual.id} visual={visual} {...around} />
          ))}
        </section>
      )}
      {placeCards(shown.filter((v) => v.chart !== "kpi")).map(({ visual, columns }) => (
        <Card key={visual.id} visual={visual} columns={columns} {...around} />
      ))}
      {opened?.answer && <SqlDialog visual={opened.visual} answer={opened.answer} onClose={close} />}
      {opened && !opened.answer && <RowsDialog visual={opened.visual} {...around} onClose={close} />}
    </div>
  );
}
