import { readdirSync, readFileSync } from "node:fs";
import * as path from "node:path";
import { expect } from "chai";
import { coverage } from "../docs/coverage-page";
import { defects } from "../docs/defects-page";

const read = (file: string) => readFileSync(path.join(__dirname, file), "utf8");

/** Titles of a test file, as they are written. */
const titles = new Map<string, Set<string>>();
function titlesOf(file: string): Set<string> {
  const known = titles.get(file) ?? new Set([...read(file).matchAll(/\bit\(\s*(["'`])(.*?)\1\s*,/g)].map(([, , title]) => title!));
  titles.set(file, known);
  return known;
}

describe("docs/faults.md", () => {
  const rows = read("../docs/faults.md")
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (Fault|---)/.test(line))
    .map((line) => line.slice(2, -2).split(" | "));

  it("names a test that exists for every fault", () => {
    expect(rows.length).to.be.greaterThan(50);
    const wanting = rows.filter((cells) => {
      const [file = "", title = ""] = cells[4]?.split(" › ") ?? [];
      return cells.length !== 5 || !titlesOf(file).has(title);
    });
    expect(wanting).to.deep.equal([]);
  });

  it("says of every fault what is stored, what is counted and what follows", () => {
    for (const cells of rows) for (const cell of cells) expect(cell, cells[0]).to.match(/\S/);
    expect(new Set(rows.map(([fault]) => fault)).size).to.be.greaterThan(rows.length - 5);
  });
});

describe("docs/defects-avoided.md", () => {
  it("has every defect of the reference, and no other", () => {
    const ids = coverage.map(({ id }) => id).filter((id) => /^X\d-/.test(id));
    expect(ids).to.have.length.greaterThan(60);
    expect(Object.keys(defects).sort()).to.deep.equal(ids.sort());
  });

  it("names tests that exist, at least one for every defect", () => {
    const page = read("../docs/defects-avoided.md").split("\n");
    const everywhere = new Set(
      readdirSync(__dirname, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".test.ts") && !file.startsWith("engines"))
        .flatMap((file) => [...titlesOf(file)]),
    );
    for (const [id, { tests = [] }] of Object.entries(defects)) {
      const row = page.find((line) => line.startsWith(`| ${id} |`));
      expect(row?.split(" | ").pop(), id).to.match(/^\S.{10,} \|$/);
      for (const title of tests) expect(everywhere.has(title), `${id}: ${title}`).to.equal(true);
    }
  });
});
