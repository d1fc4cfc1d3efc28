import { expect } from "chai";
import { dashboards, nameDrawn, time, vegaLite } from "../../analytics/visuals";
import { drawnName } from "../../analytics/visuals/drawn-name";

describe("names in charts", () => {
  const hostile = ["constructor", "__proto__", "toString", "hasOwnProperty"];
  const options = {
    theme: "light" as const,
    from: new Date("2026-11-18T00:00:00Z"),
    to: new Date("2026-11-19T00:00:00Z"),
    grain: "hour" as const,
  };

  it("come back as they were, those that no object has unchanged", () => {
    for (const name of hostile) {
      expect(drawnName(name) in {}).to.equal(false);
      expect(nameDrawn(drawnName(name))).to.equal(name);
    }
    for (const name of ["Acme", "", "Acme\u200b", "\u200b"]) {
      expect(drawnName(name)).to.equal(name);
      expect(nameDrawn(name)).to.equal(name);
    }
  });

  it("are never those of an object's own parts, whatever customers, routes and hosts are called", () => {
    let seen = 0;
    for (const visual of dashboards.flatMap(({ visuals }) => visuals)) {
      const { x, series } = visual;
      if (visual.chart === "map" || visual.compare || (series === undefined && (x === undefined || x === time))) continue;
      const rows = hostile.map((name) => ({
        time: "2026-11-18T03:00:00Z",
        ...(x !== undefined && x !== time ? { [x.name]: name } : {}),
        ...(series ? { [series.name]: name } : {}),
        ...Object.fromEntries(visual.measures.map((measure) => [measure.name, 3])),
      }));
      const spec = vegaLite(visual, rows, options);
      if (spec === undefined) continue;
      const { data, encoding } = spec as unknown as {
        data: { values: Record<string, unknown>[] };
        encoding: Record<string, { field?: string; type?: string; sort?: unknown; scale?: { domain?: unknown } }>;
      };
      const nominal = Object.values(encoding).filter(({ type, field }) => type === "nominal" && field !== undefined);
      const names = [
        ...nominal.flatMap(({ field }) => data.values.map((value) => value[field!])),
        ...nominal.flatMap(({ sort, scale }) => [sort, scale?.domain]).flatMap((list) => (Array.isArray(list) ? list : [])),
      ];
      expect(names, visual.id).to.not.be.empty;
      for (const name of names) expect(String(name) in {}, `${visual.id}: ${name}`).to.equal(false);
      seen++;
    }
    expect(seen).to.be.greaterThan(30);
  });
});
