import { expect } from "chai";
import type { Preview, PreviewPanel } from "../../local/cloudwatch/preview-contract";
import { serve } from "../../local/server";
import { browserPath, settled, waitUntil } from "./browser";
import { choose, expectCalm, figureOf } from "./page-checks";
import { expectPreview, previewTabs } from "./preview-checks";
import { servedSmallLake } from "./served-small-lake";
import { smallLake, totalRequests } from "./small-lake";

describe("the page in a browser", function () {
  // The rest of what the page must do in a browser is held by `npm run verify`, in tests/engines/browser/: it takes a minute.
  this.timeout(90_000);
  // Before anything is started for the suite.
  before(function () {
    if (browserPath) return;
    console.warn("\n  !! No Chromium found: the page's browser tests do not run. Install it, or name it in CHROMIUM.\n");
    this.skip();
  });
  const served = servedSmallLake();

  it("shows the overview at 1280 and 390 pixels, without an error and without scrolling sideways", async () => {
    await expectCalm(served.open.page, `${served.server.url}#/overview`, "Overview");
  });

  it("narrows every card by the filters of the bar, keeps them in the address and over reload, back and the next dashboard", async () => {
    const { page } = served.open;
    await page.goto(served.server.url);
    await settled(page);
    expect(await figureOf(page, "requests")).to.equal(String(totalRequests));
    await choose(page, "API", "orders");
    expect(await figureOf(page, "requests")).to.equal("120");
    expect(page.url()).to.include("api=orders");
    await choose(page, "Status class", "5xx");
    expect(await figureOf(page, "requests")).to.equal("4");
    await page.reload();
    await settled(page);
    expect(await figureOf(page, "requests")).to.equal("4");
    const second = page.getByRole("navigation", { name: "Dashboards" }).getByRole("link").nth(1);
    await second.click();
    expect(page.url()).to.include("api=orders").and.to.include("statusClass=5xx");
    await page.goBack();
    await page.goBack();
    await settled(page);
    expect(await figureOf(page, "requests")).to.equal("120");
    await page.getByRole("button", { name: "Clear filters" }).click();
    await settled(page);
    expect(await figureOf(page, "requests")).to.equal(String(totalRequests));
  });

  it("says of a chart that cannot be drawn that it cannot, and draws it when it can", async () => {
    const { page, problems } = served.open;
    await page.goto(`${served.server.url}#/overview`);
    await settled(page);
    await page.evaluate(() => {
      const create = Document.prototype.createElementNS;
      // The page's own elements are made by the same call.
      Document.prototype.createElementNS = function (this: Document, space: string, ...rest: [string]) {
        if (space.endsWith("svg")) throw new Error("no ink");
        return create.call(this, space, ...rest);
      } as typeof create;
      Object.assign(globalThis, { mend: () => Object.assign(Document.prototype, { createElementNS: create }) });
    });
    await page.getByRole("button", { name: "Dark theme" }).click();
    const failed = page.locator('[data-visual="requests-over-time"] .drawing');
    expect(await failed.getByRole("alert").innerText()).to.equal("This chart could not be drawn\nno ink");
    expect(await failed.locator(".change-mark").count()).to.equal(0);
    await waitUntil(page, () => document.querySelectorAll(".drawing").length === document.querySelectorAll(".drawing .note").length);
    expect(new Set(problems)).to.deep.equal(new Set(["exception: no ink"]));
    problems.length = 0;
    await page.evaluate(() => (globalThis as unknown as { mend(): void }).mend());
    await page.getByRole("button", { name: "Light theme" }).click();
    await settled(page);
    expect(await page.locator(".drawing .note").count()).to.equal(0);
  });

  it("previews the CloudWatch dashboards of a stack, with choices that the address keeps", async () => {
    const { page } = served.open;
    await page.goto(served.server.url);
    await settled(page);
    await page.getByRole("link", { name: "CloudWatch preview" }).click();
    await expectPreview(page);
    expect(await page.locator("h1").innerText()).to.equal("REST overview");
    await previewTabs(page).filter({ hasText: "Errors" }).click();
    await page.getByRole("heading", { level: 1, name: "REST errors" }).waitFor();
    await page.getByLabel("REST API").selectOption("orders");
    await page.getByLabel("Range").selectOption({ label: "1 week" });
    await page.waitForURL(/api=orders.*hours=168/);
    await settled(page);
    // Everything that went wrong on orders: a timeout an hour in the four bad hours.
    const serverErrors = page.locator("[data-panel]", { has: page.getByRole("heading", { name: "Server errors", exact: true }) });
    await serverErrors.locator("dd", { hasText: /^4$/ }).waitFor();
    const overview = page.getByRole("navigation", { name: "Dashboards", exact: true }).getByRole("link", { name: "Overview" });
    expect(await overview.getAttribute("href"), "a choice here is no filter there").to.equal("#/overview");
    await page.reload();
    await settled(page);
    expect(await page.getByLabel("REST API").inputValue()).to.equal("orders");
    expect(await serverErrors.locator("dd").innerText()).to.equal("4");
    await page.goto(`${served.server.url}#/cloudwatch/no-such`);
    await page.getByRole("heading", { name: "There is no such preview" }).waitFor();
    // The browser itself reports the refusal.
    expect(served.open.problems.splice(0)).to.have.length(1);
  });

  it("says loudly what a dashboard asks for and nobody publishes", async () => {
    const { page } = served.open;
    // The program's own dashboards have no such mistake, so one is put into an answer.
    await page.route("**/ask/preview", async (route) => {
      const answer = (await (await route.fetch()).json()) as Preview;
      const [title, wrong, ...panels] = answer.panels as [PreviewPanel, PreviewPanel, ...PreviewPanel[]];
      const problems = [{ asked: "AWS/ApiGateway <b>4xx</b> by {ApiName}", exists: "4xx exists by {ApiId}." }];
      await route.fulfill({ json: { ...answer, panels: [title, { ...wrong, problems }, ...panels] } });
    });
    await page.goto(`${served.server.url}#/cloudwatch/rest-overview`);
    await settled(page);
    const problem = page.locator('[data-state="problem"]');
    expect(await problem.innerText()).to.match(
      /would not show this\s+AWS\/ApiGateway <b>4xx<\/b> by \{ApiName\}\s+4xx exists by \{ApiId\}\./,
    );
    expect(await page.locator(".facts .wrong").innerText()).to.match(/^1 of \d+ panels would not be shown$/);
  });

  it("says that there is no data where there is none", async () => {
    const { page } = served.open;
    const empty = await smallLake({ empty: true });
    const other = await serve({ lake: empty.lake, port: 0 });
    await page.goto(other.url);
    await settled(page);
    expect(await page.locator(".nothing").innerText())
      .to.include("There is no data in this lake")
      .and.to.include("npm run local");
    await other.close();
    await empty.remove();
  });
});
