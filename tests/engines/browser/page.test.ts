import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { expect } from "chai";
import { dashboards } from "../../../analytics/visuals";
import { writeReport } from "../../../local/report";
import { seeAll, settled } from "../../page/browser";
import { choose, expectCalm, figureOf } from "../../page/page-checks";
import { servedSmallLake } from "../../page/served-small-lake";
import { totalRequests } from "../../page/small-lake";

describe("the page of a small lake", function () {
  this.timeout(180_000);
  const served = servedSmallLake();

  for (const { id, title } of dashboards) {
    it(`shows ${title} at 1280 and 390 pixels, without an error, without scrolling sideways, and runs nothing that callers wrote`, async () => {
      const { page } = served.open;
      await expectCalm(page, `${served.server.url}#/${id}`, title);
      expect(await page.evaluate(() => "ran" in globalThis || document.querySelector("main img, main script, main b b") !== null)).to.equal(
        false,
      );
    });
  }

  it("takes relative and fixed ranges, and a part of the strip by dragging", async () => {
    const { page } = served.open;
    await page.goto(served.server.url);
    await settled(page);
    await page.getByRole("button", { name: /^Time range/ }).click();
    await page.getByRole("button", { name: "Last 24 hours" }).click();
    await settled(page);
    expect(page.url()).to.include("range=24h");
    // The range ends at the latest record, 23:05, and is widened to whole 5-minute buckets at both ends.
    expect(await figureOf(page, "requests")).to.equal("144");
    await page.getByRole("button", { name: /^Time range/ }).click();
    await page.getByRole("textbox", { name: "From" }).fill("2026-03-03T01:00");
    await page.getByRole("textbox", { name: "To" }).fill("2026-03-03T07:00");
    await page.getByRole("button", { name: "Show this range" }).click();
    await settled(page);
    // 01:00 in Berlin is midnight in UTC: six hours of the second day, after six of the first.
    expect(page.url()).to.include("from=2026-03-03T00%3A00%3A00.000Z&to=2026-03-03T06%3A00%3A00.000Z");
    expect(await figureOf(page, "requests")).to.equal("36");
    expect(await page.locator('[data-visual="requests"] .change').innerText()).to.equal("▲ 50 %");
    const box = (await page.locator(".strip").boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.52, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.999, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await settled(page);
    const requests = Number(await figureOf(page, "requests"));
    expect(requests).to.be.within(130, 144);
  });

  it("shows the query, the rows behind and a CSV of a card, with hostile text as text", async () => {
    const { page } = served.open;
    await page.goto(served.server.url);
    await settled(page);
    const card = page.locator('[data-visual="requests-over-time"]');
    await card.getByRole("button", { name: /^More about/ }).click();
    await page.getByRole("button", { name: "Show SQL" }).click();
    expect(await page.locator("dialog pre").innerText())
      .to.include("SELECT")
      .and.to.include("usage_hourly_all");
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    await card.getByRole("button", { name: /^More about/ }).click();
    const downloading = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const csv = await readFile((await (await downloading).path())!, "utf8");
    expect(csv.startsWith("\ufefftime,status_class,requests\r\n")).to.equal(true);
    const lines = csv.trim().split("\r\n");
    expect(lines.slice(1).reduce((sum, line) => sum + Number(line.split(",")[2]), 0)).to.equal(totalRequests);
    const agents = page.locator('[data-visual="top-agents"]');
    await page.goto(`${served.server.url}#/clients`);
    await settled(page);
    await agents.scrollIntoViewIfNeeded();
    await agents.locator("table").waitFor();
    await agents.getByRole("button", { name: /^More about/ }).click();
    const downloadingAgents = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download CSV" }).click();
    const agentsCsv = await readFile((await (await downloadingAgents).path())!, "utf8");
    expect(agentsCsv).to.include("\n'=cmd|'/C calc'!A0,").and.to.include('"<img src=""x"" onerror=""globalThis.ran = true"">"');
    await page.goBack();
    await settled(page);
    await card.getByRole("button", { name: /^More about/ }).click();
    const picture = page.waitForEvent("download");
    await page.getByRole("button", { name: "Download PNG" }).click();
    const png = await readFile((await (await picture).path())!);
    expect(png.subarray(1, 4).toString()).to.equal("PNG");
    await card.getByRole("button", { name: /^More about/ }).click();
    await page.getByRole("button", { name: "Show the rows behind this" }).click();
    await page.locator("dialog table").waitFor();
    expect(await page.locator("dialog tbody tr").count()).to.equal(200);
    expect(await page.locator("dialog").innerText()).to.include("<script>alert(1)</script>");
    // A click on a value filters by it.
    await page.locator("dialog tbody").getByRole("button", { name: "Globex", exact: true }).first().click();
    await page.locator("dialog").getByRole("button", { name: "Close" }).click();
    await settled(page);
    expect(page.url()).to.include("customer=Globex");
  });

  it("marks the deployment on the charts of its API, with who and what, and reads a bucket in both zones", async () => {
    const { page } = served.open;
    await page.goto(served.server.url);
    await settled(page);
    const card = page.locator('[data-visual="requests-over-time"]');
    expect(await card.locator(".change-mark").count()).to.equal(1);
    const mark = (await card.locator(".change-mark").boundingBox())!;
    await page.mouse.move(mark.x + 1, mark.y + 40);
    const tip = await page.locator(".tip").innerText();
    expect(tip).to.include("CreateDeployment").and.to.include("deployment of a1 to prod, by dana").and.to.include("2026-03-03 05:00 UTC");
    await choose(page, "API", "catalog");
    expect(await card.locator(".change-mark").count()).to.equal(0);
  });

  it("says what failed, why and where", async () => {
    const { page } = served.open;
    await page.goto(served.server.url);
    await settled(page);
    const note = page.getByRole("button", { name: /^Last import/ });
    expect(await note.innerText()).to.include("1 failed: not JSON and no known format");
    await note.click();
    expect(await page.locator(".pipeline-panel").innerText())
      .to.include("orders.log:17")
      .and.to.include("/somewhere/lake/failed");
  });

  it("works by keyboard, names its controls, and switches its theme", async () => {
    const { page } = served.open;
    await page.goto(served.server.url);
    await settled(page);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).to.include("Skip to the charts");
    const nameless = await page.evaluate(() =>
      [...document.querySelectorAll("button, a, input")]
        .filter((e) => !(e.textContent?.trim() || e.getAttribute("aria-label") || e.closest("label")))
        .map((e) => e.outerHTML),
    );
    expect(nameless).to.deep.equal([]);
    await page.getByRole("button", { name: /^API: / }).press("Enter");
    expect(await page.locator(".popover").count()).to.equal(1);
    await page.keyboard.press("Escape");
    await page.locator(".popover").waitFor({ state: "detached" });
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).to.match(/^API: /);
    const paper = () => page.evaluate(() => getComputedStyle(document.body).color);
    const before = await paper();
    await page.getByRole("button", { name: "Dark theme" }).click();
    expect(await paper()).not.to.equal(before);
    await page.reload();
    await settled(page);
    expect(await page.getByRole("button", { name: "Light theme" }).count()).to.equal(1);
  });

  it("writes the same as one file that opens without a server and offers what it holds", async () => {
    const { page } = served.open;
    const folder = await mkdtemp(path.join(tmpdir(), "page-report-"));
    const file = path.join(folder, "report.html");
    await writeReport({ lake: served.small.lake, file, seconds: 60, mostScopes: 3 });
    expect((await stat(file)).size).to.be.lessThan(10_000_000);
    await page.context().setOffline(true);
    await page.goto(`file://${file}`);
    await seeAll(page);
    expect(await page.locator(".note.error").allInnerTexts()).to.deep.equal([]);
    expect(await figureOf(page, "requests")).to.equal(String(totalRequests));
    await choose(page, "API", "orders");
    expect(await figureOf(page, "requests")).to.equal("120");
    // One filter is prepared at a time: another one takes its place, and what is not prepared cannot be chosen.
    await choose(page, "API", "catalog");
    expect(page.url()).to.include("api=catalog").and.not.to.include("orders");
    expect(await figureOf(page, "requests")).to.equal("120");
    // The dashboards of CloudWatch are asked of a server.
    expect(await page.getByRole("link", { name: "CloudWatch preview" }).count()).to.equal(0);
    expect(await page.getByRole("button", { name: /^Route: / }).isDisabled()).to.equal(true);
    await rm(folder, { recursive: true });
  });
});
