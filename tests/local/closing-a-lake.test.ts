import { mkdirSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { openLake } from "../../local/lake";
import { temporaryFolder } from "./temporary-folder";

describe("closing a lake", () => {
  const folder = temporaryFolder();
  const emptyLake = () => {
    const directory = path.join(folder.path, "lake");
    mkdirSync(directory, { recursive: true });
    return directory;
  };

  it("ends a query that is under way instead of bringing the process down, and refuses later ones", async () => {
    const lake = await openLake(emptyLake(), { views: "none" });
    const long = lake.query("SELECT sum(a.range * b.range) FROM range(200000) a, range(200000) b").then(
      () => "finished",
      (error: Error) => error.message,
    );
    await new Promise((begun) => setTimeout(begun, 100));
    lake.close();
    lake.close();
    expect(await long).to.match(/interrupt/i);
    expect(
      await lake.query("SELECT 1").then(
        () => "answered",
        (error: Error) => error.message,
      ),
    ).to.equal("The lake is closed.");
  });

  it("counts from another now, where one is given", async () => {
    const lake = await openLake(emptyLake(), { asOf: new Date("2026-11-21T12:00:00Z") });
    const { rows } = await lake.query("SELECT CAST(now() AS timestamp)");
    expect(rows).to.deep.equal([["2026-11-21T12:00:00.000Z"]]);
    lake.close();
  });
});
