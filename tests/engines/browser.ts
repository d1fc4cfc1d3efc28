import * as fs from "node:fs";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser } from "playwright-core";
import { browserPath, openPage, seeAll, settled, startBrowser } from "../page/browser";
import type { Engine, EngineReport, Finding } from "./engine";
import { withTemporaryFolder } from "./temporary-folder";
import { makeLake } from "./trino/make-lake";

/** Chromium drives the page that the local run serves, and the report that it writes, over a week of sample traffic. */
export const engine: Engine = {
  name: "browser",

  async available() {
    if (browserPath) return { ok: true };
    return { ok: false, missing: "Chromium", install: "apt-get install chromium, or CHROMIUM=/path/to/a/browser" };
  },

  run: (): Promise<EngineReport> =>
    withTemporaryFolder("browser", async (folder) => {
      const out = path.join(folder, "out");
      await makeLake(out);
      const { openLake } = require("../../local/lake") as typeof import("../../local/lake");
      const { serve } = require("../../local/server") as typeof import("../../local/server");
      const lake = await openLake(path.join(out, "lake"));
      const server = await serve({ lake, port: 0 });
      const browser = await startBrowser();
      try {
        const served = await visitDashboards(browser, `${server.url}`);
        const report = await openReport(browser, path.join(out, "report.html"));
        const checked = `${served.dashboards} dashboards with ${served.figures} figures served and drawn; the report of ${(fs.statSync(path.join(out, "report.html")).size / 2 ** 20).toFixed(1)} MB opened from a file`;
        return { version: `Chromium ${browser.version()}`, checked, findings: [...served.findings, ...report] };
      } finally {
        await browser.close();
        await server.close();
        lake.close();
      }
    }),
};

/** Every dashboard: no error, no exception, nothing refused, and a figure in every card. */
async function visitDashboards(browser: Browser, address: string): Promise<{ dashboards: number; figures: number; findings: Finding[] }> {
  const { dashboards } = require("../../analytics/visuals") as typeof import("../../analytics/visuals");
  const findings: Finding[] = [];
  let figures = 0;
  const { page, problems } = await openPage(browser);
  for (const { id, title } of dashboards) {
    const find = (message: string) => findings.push({ where: `dashboard ${id}`, message });
    try {
      await page.goto(`${address}#/${id}`);
      await settled(page);
      await seeAll(page);
      const shown = await page.locator("h1").innerText();
      if (shown !== title) find(`is titled '${shown}', must be '${title}'`);
      for (const error of await page.locator(".note.error").allInnerTexts()) find(error);
      figures += await page.locator("[data-visual]").count();
    } catch (error: any) {
      find(error.message.slice(0, 400));
    }
    for (const problem of problems.splice(0)) find(problem);
  }
  await page.context().close();
  return { dashboards: dashboards.length, figures, findings };
}

/** The report needs no server and no network. */
async function openReport(browser: Browser, file: string): Promise<Finding[]> {
  const findings: Finding[] = [];
  const { page, problems } = await openPage(browser);
  page.on("request", (request) => {
    if (/^https?:/.test(request.url())) findings.push({ where: "report", message: `asks the network for ${request.url()}` });
  });
  await page.goto(pathToFileURL(file).href);
  await settled(page);
  if (!(await page.locator("[data-visual]").count())) findings.push({ where: "report", message: "shows no figure" });
  for (const error of await page.locator(".note.error").allInnerTexts()) findings.push({ where: "report", message: error });
  await page.context().close();
  return [...findings, ...problems.map((message) => ({ where: "report", message }))];
}
