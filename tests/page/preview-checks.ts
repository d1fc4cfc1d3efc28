import { expect } from "chai";
import type { Page } from "playwright-core";
import { seeAll, settled } from "./browser";
import { overflow } from "./page-checks";

/** Addresses of all previews, by clicking through whose tabs one meets them. */
export const previewTabs = (page: Page) => page.getByRole("navigation", { name: "CloudWatch dashboards" }).getByRole("link");

/** Panels that show nothing of what they must: a chart without a mark, a table without a row, a number without a digit. */
const blankPanels = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>("[data-panel]")]
      .filter((panel) => {
        const charts = [...panel.querySelectorAll(".vega")];
        if (
          charts.some(
            (chart) =>
              !chart.querySelector(
                "svg :is(path[d], rect)[aria-roledescription], svg .mark-line path, svg .mark-area path, svg .mark-rect path",
              ),
          )
        )
          return true;
        return charts.length === 0 && !/\S/.test(panel.querySelector(".body, :scope > h2, :scope > h3")?.textContent ?? "");
      })
      .map((panel) => panel.querySelector("h2, h3")?.textContent ?? panel.textContent),
  );

/** The preview that is open has no problem and no blank panel, and fits a desk and a phone. */
export async function expectPreview(page: Page): Promise<void> {
  await settled(page);
  await seeAll(page);
  expect(await page.locator('[data-state="problem"], .nothing').allInnerTexts(), page.url()).to.deep.equal([]);
  expect(await blankPanels(page), page.url()).to.deep.equal([]);
  expect(await page.locator("[data-panel]").count(), page.url()).to.be.greaterThan(5);
  expect(await overflow(page), page.url()).to.equal(0);
  await page.setViewportSize({ width: 390, height: 800 });
  await settled(page);
  expect(await overflow(page), page.url()).to.equal(0);
  await page.setViewportSize({ width: 1280, height: 900 });
}
