import { expect } from "chai";
import { dashboards, visualQuery } from "../../analytics/visuals";
import { openTestLake, type TestLake } from "./lake";

describe("visuals", () => {
  let lake: TestLake;
  const range = { database: "main", from: new Date("2026-11-19T00:00:00Z"), to: new Date("2026-11-20T00:00:00Z") };

  before(async () => {
    lake = await openTestLake("2026-11-20 12:00:00");
  });
  after(() => lake.close());

  for (const dashboard of dashboards) {
    for (const visual of dashboard.visuals) {
      it(`${dashboard.id}/${visual.id} runs and gives the columns that it promises`, async () => {
        const sql = visualQuery(visual, range);
        const described = await lake.query(`DESCRIBE ${sql}`);
        const names = described.map((row) => row["column_name"]);
        const promised = [
          ...(visual.x === "time" ? ["time"] : visual.x === undefined ? [] : [visual.x.name]),
          ...(visual.compare ? ["day_shown"] : []),
          ...(visual.series === undefined ? [] : [visual.series.name]),
          ...(visual.columns ?? []).map((column) => column.name),
          ...visual.measures.map((measure) => measure.name),
        ];
        expect(names).to.deep.equal(promised);
        expect(await lake.query(sql)).to.be.an("array");
      });
    }
  }
});
