import { expect } from "chai";
import type { Page } from "playwright-core";
import { seeAll, settled } from "./browser";

/** The number that a key figure shows. */
export const figureOf = (page: Page, id: string) => page.locator(`[data-visual="${id}"] .value`).innerText();

/** Chooses a value of a filter of the bar. */
export async function choose(page: Page, filter: string, value: string): Promise<void> {
  await page.getByRole("button", { name: new RegExp(`^${filter}: `) }).click();
  await page.getByRole("checkbox", { name: value }).check();
  await page.keyboard.press("Escape");
  await settled(page);
}

/** Pixels by which the page is wider than its window. */
export const overflow = (page: Page) =>
  page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth));

/** A dashboard opens, every card of it is answered, and it fits a desk and a phone. */
export async function expectCalm(page: Page, address: string, title: string): Promise<void> {
  await page.goto(address);
  await settled(page);
  expect(await page.locator("h1").innerText()).to.equal(title);
  await seeAll(page);
  expect(await page.locator(".note.error, .figure [role=alert]").allInnerTexts()).to.deep.equal([]);
  expect(await overflow(page)).to.equal(0);
  await page.setViewportSize({ width: 390, height: 800 });
  await settled(page);
  expect(await overflow(page)).to.equal(0);
}
