import { existsSync } from "node:fs";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";

const usualPlaces = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
  "/opt/google/chrome/chrome",
  "/snap/bin/chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/** Path of a browser that can be driven, undefined where none is installed. `CHROMIUM` names one that is elsewhere. */
export const browserPath = usualPlaces.find((place): place is string => place !== undefined && existsSync(place));

/** Starts the browser without a screen and without its own traffic. */
export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath!,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });

/** A page that remembers everything that went wrong on it. */
export interface WatchedPage {
  readonly page: Page;
  readonly problems: string[];
}

/** Opens a page of its own context and records console errors, exceptions and refused content. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    timezoneId: "Europe/Berlin",
    locale: "en-GB",
    ...options,
  });
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") problems.push(`${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => problems.push(`exception: ${error.message}`));
  return { page, problems };
}

/** Waits for two frames: what was clicked has reached the address by then, and the address the cards. A second is as good as two frames. */
const twoFrames = (page: Page) =>
  page.evaluate(
    () =>
      new Promise<void>((shown) => {
        requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(shown)));
        setTimeout(shown, 1000);
      }),
  );

/** What the page still waits for: its cards by the name of their visual, as the markup that says so. */
const unfinished = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll('[aria-busy="true"], .stale, .vega:not(:has(svg, canvas))')].map((element) => {
      const card = element.closest<HTMLElement>("[data-visual], [data-panel]");
      const { width, height } = element.parentElement!.getBoundingClientRect();
      return `${card?.dataset["visual"] ?? card?.dataset["panel"]}: ${element.className} in ${width} x ${height}: ${element.innerHTML.slice(0, 200)}`;
    }),
  );

/** Waits until `done` holds on the page; where it does not come to that, the error says what is missing. */
export async function waitUntil(page: Page, done: () => boolean): Promise<void> {
  try {
    // By the clock: on a busy machine a page without a screen gets no frames for a while once nothing changes on it, and a wait by frames never ends.
    await page.waitForFunction(done, undefined, { polling: 50 });
  } catch (error) {
    throw new Error(
      `${(error as Error).message}\nAt ${page.url()} unfinished: ${(await unfinished(page)).join("\n") || "nothing any more"}`,
    );
  }
}

/** Waits until every card that is in sight has its answer and has drawn it. */
export async function settled(page: Page): Promise<void> {
  await twoFrames(page);
  await page.waitForSelector(".grid, .nothing");
  await waitUntil(page, () => !document.querySelector('[aria-busy="true"] .skeleton, .stale, .figure[aria-busy="true"]'));
  await waitUntil(page, () => [...document.querySelectorAll(".vega")].every((box) => box.querySelector("svg, canvas")));
}

/**
 * Waits until what a person sees without scrolling is answered and drawn; charts further down may still be on their way.
 * Returns when that was, in milliseconds since the page was asked for, by the page's own clock.
 */
export async function settledInSight(page: Page): Promise<number> {
  const moment = await page.waitForFunction(() => {
    const inSight = (selector: string) =>
      [...document.querySelectorAll(selector)].filter((element) => {
        const { top, bottom } = element.getBoundingClientRect();
        return bottom > 0 && top < innerHeight;
      });
    const waiting = inSight('[aria-busy="true"] .skeleton, .stale, .figure[aria-busy="true"]');
    const drawn = waiting.length === 0 && inSight(".vega").every((box) => box.querySelector("svg, canvas"));
    return document.querySelector(".grid, .nothing") && drawn && performance.now();
  });
  return Number(await moment.jsonValue());
}

/** Scrolls through the page so that every card comes into sight, then back. */
export async function seeAll(page: Page): Promise<void> {
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  for (let y = 0; y < height; y += 700) {
    await page.evaluate((top) => scrollTo({ top }), y);
    await page.waitForTimeout(30);
  }
  await page.evaluate(() => scrollTo({ top: 0 }));
  await waitUntil(page, () => !document.querySelector('[aria-busy="true"]'));
  await settled(page);
}
