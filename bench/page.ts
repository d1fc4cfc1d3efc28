import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Page } from "playwright-core";
import { dashboards } from "../analytics/visuals";
import { buildLake } from "../local/build-lake";
import { type Lake, openLake, quote } from "../local/lake";
import { pageBundle } from "../local/page/bundle";
import { hasTrend, questionOf } from "../local/page/questions";
import { type Server, serve } from "../local/server";
import { browserPath, openPage, settled, settledInSight, startBrowser } from "../tests/page/browser";
import type { Measurement } from "./measurement";
import { writeMillion } from "./million-requests";

async function timed<T>(work: () => Promise<T>): Promise<[number, T]> {
  const begun = performance.now();
  const result = await work();
  return [Math.round(performance.now() - begun), result];
}

/** Milliseconds of one plain count by hour and status over the Parquet files, without views: what a chart costs at least. */
async function bareQuery(directory: string): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "2" });
  const connection = await instance.connect();
  const files = quote(path.join(directory, "access_logs", "dt=*", "*"));
  const sql = `SELECT date_trunc('hour', request_time), status, count(*) FROM read_parquet(${files}) GROUP BY 1, 2`;
  await connection.runAndReadAll(sql);
  const [milliseconds] = await timed(() => connection.runAndReadAll(sql));
  connection.closeSync();
  instance.closeSync();
  return milliseconds;
}

/** Every question of each dashboard, one after the other, as its cards ask them. */
async function answerTimes(lake: Lake, rows: string, bare: number): Promise<Measurement[]> {
  const extent = await lake.query("SELECT min(request_time), max(request_time) FROM requests");
  const [from, to] = extent.rows[0]!;
  const range = { from: String(from), to: new Date(Date.parse(String(to)) + 1).toISOString() };
  const measured: Measurement[] = [];
  for (const { title, visuals } of dashboards) {
    const scope = { range, filters: {} };
    const questions = visuals
      .filter((visual) => visual.surfaces.includes("page"))
      .flatMap((visual) => [questionOf(visual, scope, "whole"), ...(hasTrend(visual) ? [questionOf(visual, scope, "trend")] : [])]);
    const [value] = await timed(async () => {
      for (const question of questions) await lake.query(question);
    });
    measured.push({
      what: `${rows}: the ${questions.length} answers of ${title}`,
      value,
      unit: "ms",
      floor: bare * questions.length,
      floorIs: "as many bare counts over the files",
    });
  }
  return measured;
}

/** Takes the reader to another address of the page and returns the milliseconds until the charts in sight are those of `arrived`. */
async function follow(page: Page, hash: string, arrived: string): Promise<number> {
  const begun = await page.evaluate((target) => {
    const now = performance.now();
    location.hash = target;
    return now;
  }, hash);
  await page.waitForSelector(arrived);
  return Math.round((await settledInSight(page)) - begun);
}

/** From the address to the first chart and to everything in sight; then with one more filter, and on another dashboard. By the page's own clock. */
async function browserTimes(server: Server, rows: string, bare: number, filter: string): Promise<Measurement[]> {
  const browser = await startBrowser();
  const all = { unit: "ms", floor: bare, floorIs: "one bare count over the files" } as const;
  try {
    // The server has just been started: it bundles the page and asks the first dashboard's questions by itself, as it does before a person has clicked.
    await new Promise((resolve) => setTimeout(resolve, 3000));
    const { page } = await openPage(browser);
    await page.goto(server.url, { waitUntil: "commit" });
    const chart = await page.waitForFunction(() => document.querySelector(".vega svg") && performance.now());
    const first = Math.round(Number(await chart.jsonValue()));
    const whole = Math.round(await settledInSight(page));
    await settled(page);
    const filtered = await follow(page, `#/overview?${filter}`, ".filter.active");
    await settled(page);
    const another = await follow(page, "#/customers", 'a[href*="customers"][aria-current="page"]');
    return [
      { what: `${rows}: first chart after opening the page`, value: first, ...all },
      { what: `${rows}: everything in sight after opening the page`, value: whole, ...all },
      { what: `${rows}: everything in sight after one more filter`, value: filtered, ...all },
      { what: `${rows}: everything in sight on another dashboard`, value: another, ...all },
    ];
  } finally {
    await browser.close();
  }
}

async function measure(directory: string, rows: string, filter: string): Promise<Measurement[]> {
  const bare = await bareQuery(directory);
  const [opened, lake] = await timed(() => openLake(directory));
  const server = await serve({ lake, port: 0 });
  try {
    if (!browserPath) console.warn("No Chromium found: times in the browser are not measured.");
    return [
      { what: `${rows}: opening the lake`, value: opened, unit: "ms", floor: bare, floorIs: "one bare count over the files" },
      ...(browserPath ? await browserTimes(server, rows, bare, filter) : []),
      ...(await answerTimes(lake, rows, bare)),
    ];
  } finally {
    await server.close();
    lake.close();
  }
}

/** Measures the page on the sample's week and on a million requests. */
export async function run(): Promise<readonly Measurement[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "page-bench-"));
  try {
    const [bundled, { script, style }] = await timed(pageBundle);
    const sample = path.join(folder, "sample");
    await buildLake(sample, { customerSource: ["api-key"], clientIp: "keep", principals: "keep" });
    const million = path.join(folder, "million");
    await mkdir(million);
    await writeMillion(million);
    return [
      { what: "bundling the page", value: bundled, unit: "ms", floor: null },
      { what: "the page's own files", value: Math.round((script.length + style.length) / 1000), unit: "kB", floor: null },
      ...(await measure(path.join(sample, "lake"), "sample week", "api=orders")),
      ...(await measure(million, "a million requests", "api=API+1")),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
