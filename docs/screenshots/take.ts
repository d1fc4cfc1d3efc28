import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import type { Browser, Page } from "playwright-core";
import UPNG from "upng-js";
import { dashboards } from "../../analytics/visuals";
import { buildLake } from "../../local/build-lake";
import { openLake } from "../../local/lake";
import { serve } from "../../local/server";
import { browserPath, openPage, seeAll, settled, startBrowser } from "../../tests/page/browser";
import { sampleMoment } from "./sample-moment";
import { type Scene, scenes } from "./scenes";

const sizes = [
  { width: 1280, height: 1180 },
  { width: 390, height: 1280 },
] as const;

/** Colours of a picture: enough for charts and the edges of letters, and a third of the size. */
const colours = 256;

async function save(name: string, png: Buffer): Promise<number> {
  const image = UPNG.decode(new Uint8Array(png).buffer);
  const small = Buffer.from(UPNG.encode(UPNG.toRGBA8(image), image.width, image.height, colours));
  await writeFile(path.join(__dirname, `${name}.png`), small);
  return small.length;
}

/** Beginnings of the names that are taken, from the command line; all where there is none. */
const asked = process.argv.slice(2);
const isAsked = (name: string) => asked.length === 0 || asked.some((beginning) => name.startsWith(beginning));

/** Dashboards of CloudWatch whose preview is pictured, and what is chosen there. */
const previews: readonly { readonly name: string; readonly choices: string }[] = [
  { name: "rest-overview", choices: "" },
  { name: "http-latency", choices: "" },
  { name: "rest-errors", choices: "?stage=prod&hours=168" },
];

/** A page of its own on UTC's clock: the pictures read like the story. */
async function newPage(browser: Browser, size: { width: number; height: number }, theme: "light" | "dark"): Promise<Page> {
  const { page } = await openPage(browser, { viewport: size, colorScheme: theme, timezoneId: "UTC" });
  return page;
}

async function takeDashboards(browser: Browser, address: string): Promise<readonly number[]> {
  const bytes: number[] = [];
  for (const theme of ["light", "dark"] as const) {
    for (const size of sizes) {
      const page = await newPage(browser, size, theme);
      for (const { id } of dashboards.filter((dashboard) => isAsked(dashboard.id))) {
        await page.goto(`${address}#/${id}`);
        await settled(page);
        await seeAll(page);
        bytes.push(await save(`${id}-${theme}-${size.width}`, await page.screenshot()));
      }
      for (const { name, choices } of previews.filter(({ name }) => isAsked(`cloudwatch-${name}`))) {
        await page.goto(`${address}#/cloudwatch/${name}${choices}`);
        await settled(page);
        await seeAll(page);
        bytes.push(await save(`cloudwatch-${name}-${theme}-${size.width}`, await page.screenshot()));
      }
      await page.context().close();
    }
  }
  return bytes;
}

/** Rests the pointer on a moment of a card's chart, low in it, so that what it says stands below the chart. */
async function pointAt(page: Page, scene: Scene, moment: string): Promise<void> {
  const surface = page.locator(`[data-visual="${scene.card}"] .time-surface`);
  await surface.scrollIntoViewIfNeeded();
  const box = (await surface.boundingBox())!;
  const query = new URLSearchParams(scene.address.split("?")[1]);
  const from = Date.parse(query.get("from") ?? "2026-11-14T00:00:00Z");
  const to = query.has("to") ? Date.parse(query.get("to")!) : sampleMoment.getTime();
  await page.mouse.move(box.x + (box.width * (Date.parse(moment) - from)) / (to - from) + 1, box.y + box.height - 4);
  await page.locator(".tip").waitFor();
}

async function takeScenes(browser: Browser, address: string): Promise<readonly number[]> {
  const bytes: number[] = [];
  const page = await newPage(browser, { width: 1280, height: 900 }, "light");
  for (const scene of scenes.filter(({ name }) => isAsked(name))) {
    await page.goto(`${address}#/${scene.address}`);
    await settled(page);
    await seeAll(page);
    const card = page.locator(`[data-visual="${scene.card}"]`);
    await card.evaluate((element) => element.scrollIntoView({ block: "center" }));
    // Left where the last picture needed it, the pointer would light up a row of this one.
    if (scene.pointAt) await pointAt(page, scene, scene.pointAt);
    else await page.mouse.move(0, 0);
    const box = (await card.boundingBox())!;
    const tip = scene.pointAt ? await page.locator(".tip").boundingBox() : null;
    // What the pointer says may reach below its card and belongs to the picture.
    const bottom = Math.max(box.y + box.height, tip ? tip.y + tip.height : 0) + 10;
    const right = Math.max(box.x + box.width, tip ? tip.x + tip.width : 0) + 10;
    const clip = { x: box.x - 10, y: box.y - 10, width: right - box.x + 10, height: bottom - box.y + 10 };
    bytes.push(await save(scene.name, await page.screenshot({ clip })));
  }
  await page.context().close();
  return bytes;
}

async function main(): Promise<void> {
  if (!browserPath) throw new Error("No Chromium found: install it, or name it in CHROMIUM.");
  const out = await mkdtemp(path.join(tmpdir(), "screenshots-"));
  await buildLake(out, { customerSource: ["api-key"], clientIp: "keep", principals: "keep", asOf: sampleMoment });
  const lake = await openLake(path.join(out, "lake"), { asOf: sampleMoment });
  const server = await serve({ lake, port: 0 });
  const browser = await startBrowser();
  try {
    const bytes = [...(await takeScenes(browser, server.url)), ...(await takeDashboards(browser, server.url))];
    console.log(`${bytes.length} pictures, ${(bytes.reduce((sum, one) => sum + one, 0) / 1e6).toFixed(1)} MB`);
  } finally {
    await browser.close();
    await server.close();
    lake.close();
    await rm(out, { recursive: true, force: true });
  }
}

main().catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 1;
});
