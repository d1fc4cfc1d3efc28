import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { operationsDashboards } from "../../analytics/dashboards/operations";
import { savedQueries } from "../../analytics/dashboards/saved-queries";
import { fleetMonitors } from "../../analytics/monitors/fleet-monitors";
import { stageMonitors } from "../../analytics/monitors/stage-monitors";
import { defaultThresholds } from "../../analytics/monitors/thresholds";
import { apiKinds } from "../../analytics/schema";
import { knownFormats } from "../../analytics/schema/known-formats";
import { views } from "../../analytics/views";
import { dashboards, filtersOf } from "../../analytics/visuals";
import { coverage, sectionsOf, type Target } from "../../docs/coverage-page";

const program = join(__dirname, "../..");
const settings = readFileSync(join(program, "Pulumi.yaml"), "utf8");

const widgets = Object.entries(
  operationsDashboards({
    region: "eu-west-1",
    metricNamespace: "API-COUNT",
    kinds: apiKinds,
    trailLogGroup: "trail",
    auditEventSources: ["apigateway.amazonaws.com"],
    trackerFunction: "function",
    transformerFunctions: ["function"],
    functionNames: ["function"],
    streamNames: ["stream"],
  }),
).flatMap(([name, body]) => body.widgets.map(({ properties }) => `${name}/${properties["title"]}`));

const monitors = apiKinds
  .flatMap((kind) => stageMonitors({ apiId: "id", stage: "prod", kind, apiName: "name" }, defaultThresholds, "API-COUNT"))
  .concat(fleetMonitors(defaultThresholds));

/** What a target can be, by its kind. */
const known: Readonly<Record<Target["kind"], (name: string) => boolean>> = {
  dash: (name) => widgets.includes(name),
  monitor: (name) => monitors.some(({ id }) => id.endsWith(`-${name}`)),
  query: (name) => savedQueries.some((query) => query.name === name),
  view: (name) => views.some((view) => view.name === name),
  filter: (name) => dashboards.some(({ visuals }) => visuals.some((visual) => filtersOf(visual).includes(name as never))),
  format: (name) => knownFormats.some(({ id }) => id === name),
  setting: (name) => new RegExp(`^ +[\\w-]*:?${name}:$`, "m").test(settings),
  file: (name) => existsSync(join(program, name)),
};

const titles = readdirSync(join(program, "tests"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts") && !file.startsWith("engines"))
  .flatMap((file) =>
    [...readFileSync(join(program, "tests", file), "utf8").matchAll(/\b(?:it|describe)\(\s*(["'`])(.*?)\1\s*,/g)].map((match) => match[2]!),
  );

describe("coverage of the reference", () => {
  it("has every id once, in one section", () => {
    expect(new Set(coverage.map(({ id }) => id)).size).to.equal(coverage.length);
    expect(coverage.filter(({ id }) => sectionsOf(id) !== 1).map(({ id }) => id)).to.deep.equal([]);
  });

  it("knows every id that a visual says it answers", () => {
    const answers = dashboards.flatMap(({ visuals }) => visuals.flatMap((visual) => visual.answers));
    expect(answers.filter((answer) => !coverage.some(({ id }) => id === answer))).to.deep.equal([]);
  });

  it("names only what there is", () => {
    const wrong = coverage.flatMap(({ id, where }) =>
      where.filter(({ kind, name }) => !known[kind]?.(name)).map(({ kind, name }) => `${id}: ${kind}:${name}`),
    );
    expect(wrong).to.deep.equal([]);
  });

  it("names a test that exists for whatever is built, and a reason for whatever is not", () => {
    // Every visual has a test by its id.
    expect(titles).to.include("${id} answers what the story tells");
    const wrong = coverage.flatMap(({ id, visuals, where, test, note }) => {
      if (visuals.length + where.length === 0) return note.length > 20 && test === "" ? [] : [`${id}: not built, and no reason`];
      if (test === "") return visuals.length > 0 ? [] : [`${id}: no test`];
      return titles.some((title) => title.startsWith(test)) ? [] : [`${id}: ${test}`];
    });
    expect(wrong).to.deep.equal([]);
  });

  it("stands for every panel of the operations app", () => {
    const panels = (prefix: string) => coverage.filter(({ id }) => id.startsWith(prefix)).reduce((sum, row) => sum + row.panels, 0);
    expect(["D1.", "D2.", "D3.", "D4.", "D5."].map(panels)).to.deep.equal([12, 13, 5, 3, 10]);
    expect(panels("D6.")).to.equal(161);
    expect(coverage.filter(({ id }) => /^M\d$/.test(id))).to.have.lengthOf(9);
    expect(coverage.filter(({ id }) => /^V\d+$/.test(id))).to.have.lengthOf(25);
    expect(coverage.filter(({ id }) => /^K\d+$/.test(id))).to.have.lengthOf(10);
  });

  it("leaves no id of the reference out, where the reference is at hand", function () {
    const reference = join(program, "../shared/reference/features.md");
    if (!existsSync(reference)) {
      console.warn(`      not compared with the reference: ${reference} is not here`);
      return this.skip();
    }
    const ids = [...readFileSync(reference, "utf8").matchAll(/^\| \[ \] \| ([TLVKE]\d+|X\d-\d+) \|/gm)].map((match) => match[1]!);
    expect(ids.length).to.be.greaterThan(120);
    expect(ids.filter((id) => !coverage.some((row) => row.id === id))).to.deep.equal([]);
  });
});
