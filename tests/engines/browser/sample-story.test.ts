import { statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import type { Browser, Page } from "playwright-core";
import { operationsDashboardNames } from "../../../analytics/dashboards/operations";
import { apiKinds } from "../../../analytics/schema";
import { dashboards } from "../../../analytics/visuals";
import { sampleMoment } from "../../../docs/screenshots/sample-moment";
import { scenes } from "../../../docs/screenshots/scenes";
import { buildLake } from "../../../local/build-lake";
import { type Lake, openLake } from "../../../local/lake";
import { writeReport } from "../../../local/report";
import { type Server, serve } from "../../../local/server";
import { openPage, seeAll, settled, startBrowser, type WatchedPage } from "../../page/browser";
import { choose, expectCalm, figureOf } from "../../page/page-checks";
import { expectPreview, previewTabs } from "../../page/preview-checks";

/** What the story does not have, and what the card says then. */
const emptyOnes: Readonly<Record<string, RegExp>> = {
  "certificate-access": /No request came with a client certificate/,
  threats: /Nobody on the threat list called/,
};

/** Cards without a drawing or a table, with what they say instead. */
const emptyCards = (page: Page) =>
  page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>(".card[data-visual]")]
      .filter((card) => !card.querySelector("tbody tr, .vega svg :is(path, rect, text)"))
      .map((card) => [card.dataset["visual"]!, card.querySelector(".note")?.textContent ?? "nothing at all"] as const),
  );

describe("the page of the sample story", function () {
  this.timeout(300_000);
  let out: string;
  let lake: Lake;
  let server: Server;
  let browser: Browser;
  let open: WatchedPage;

  before(async () => {
    out = await mkdtemp(path.join(tmpdir(), "page-story-"));
    await buildLake(out, { customerSource: ["api-key"], clientIp: "keep", principals: "keep", asOf: sampleMoment });
    lake = await openLake(path.join(out, "lake"), { asOf: sampleMoment });
    server = await serve({ lake, port: 0 });
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    lake?.close();
    await rm(out, { recursive: true, force: true });
  });
  beforeEach(async () => {
    open = await openPage(browser, { timezoneId: "UTC" });
  });
  afterEach(async () => {
    await open.page.context().close();
    expect(open.problems).to.deep.equal([]);
  });

  for (const { id, title, visuals } of dashboards) {
    it(`draws every chart of ${title}, in both themes, and says why where there is nothing`, async () => {
      const { page } = open;
      await page.emulateMedia({ colorScheme: "dark" });
      await expectCalm(page, `${server.url}#/${id}`, title);
      await seeAll(page);
      await page.emulateMedia({ colorScheme: "light" });
      await page.setViewportSize({ width: 1280, height: 900 });
      await settled(page);
      const ids = visuals.filter(({ surfaces }) => surfaces.includes("page")).map((visual) => visual.id);
      const shown = await page
        .locator("[data-visual]")
        .evaluateAll((cards) => cards.map((card) => (card as HTMLElement).dataset["visual"]!));
      expect(shown.sort()).to.deep.equal(ids.sort());
      const empty = await emptyCards(page);
      expect(empty.map(([visual]) => visual).sort()).to.deep.equal(ids.filter((visual) => visual in emptyOnes).sort());
      for (const [visual, words] of empty) expect(words).to.match(emptyOnes[visual]!);
    });
  }

  it("says on every dashboard that nothing matches, where filters match nothing", async () => {
    const { page } = open;
    for (const { id, title } of dashboards) {
      await page.goto(`${server.url}#/${id}?customer=Nobody&route=GET+%2Fnowhere`);
      await settled(page);
      await seeAll(page);
      expect(await page.locator("h1").innerText()).to.equal(title);
      expect(await page.locator(".note.error").allInnerTexts(), title).to.deep.equal([]);
      for (const [visual, words] of await emptyCards(page))
        expect(words, visual)
          .to.match(/\S+ \S+/)
          .and.not.to.equal("nothing at all");
    }
  });

  it("previews every CloudWatch dashboard without a problem, in both themes, with a chart or the reason why there is none", async () => {
    const { page } = open;
    await page.goto(`${server.url}#/cloudwatch`);
    await settled(page);
    const names = await previewTabs(page).evaluateAll((links) =>
      links.map((link) => link.getAttribute("href")!.replace("#/cloudwatch/", "")),
    );
    expect(names).to.deep.equal(operationsDashboardNames(apiKinds));
    for (const [i, name] of names.entries()) {
      await page.emulateMedia({ colorScheme: i % 2 === 0 ? "dark" : "light" });
      await previewTabs(page).nth(i).click();
      await page.waitForURL(new RegExp(`cloudwatch/${name}$`));
      await page.locator(`nav a[href="#/cloudwatch/${name}"][aria-current]`).waitFor();
      await expectPreview(page);
      const quiet = await page.locator('[data-state="quiet"]').evaluateAll((panels) => panels.map((panel) => panel.textContent!));
      for (const words of quiet) expect(words, name).to.match(/cache|in an AWS account|^Mean and[\s\S]*Nothing of the kind/);
    }
  });

  it("shows the day's requests in the preview as the page itself counts them", async () => {
    const { page } = open;
    const { rows } = await lake.query(
      "SELECT count(*) FROM requests WHERE api_kind = 'REST' AND request_time >= TIMESTAMP '2026-11-20 12:00:00' AND request_time < TIMESTAMP '2026-11-21 12:00:00'",
    );
    await page.goto(`${server.url}#/cloudwatch/rest-overview`);
    await settled(page);
    const shown = page.locator("[data-panel]", { has: page.getByRole("heading", { name: "Requests", exact: true }) }).locator("dd");
    expect(await shown.innerText()).to.equal(Number(rows[0]![0]).toLocaleString("en-US"));
  });

  it("filters by each field of the bar, and a link restores what was chosen", async () => {
    const { page } = open;
    await page.goto(`${server.url}#/overview`);
    await settled(page);
    await choose(page, "Customer", "Marlow Books");
    await choose(page, "Status class", "4xx");
    // The same number as in the walk: what was throttled, beside the few errors of everyday.
    expect(await figureOf(page, "throttled-requests")).to.equal("285");
    const link = page.url();
    const { page: other } = await openPage(browser, { timezoneId: "UTC" });
    await other.goto(link);
    await settled(other);
    expect(await figureOf(other, "throttled-requests")).to.equal("285");
    expect(await figureOf(other, "client-errors")).to.equal(await figureOf(page, "client-errors"));
    await other.context().close();
  });

  it("shows what the walk says at each of its links", async () => {
    const { page } = open;
    for (const { name, address, card } of scenes) {
      await page.goto(`${server.url}#/${address}`);
      await settled(page);
      await seeAll(page);
      expect(await page.locator(`[data-visual="${card}"]`).count(), name).to.equal(1);
      expect(
        (await emptyCards(page)).map(([visual]) => visual),
        name,
      ).not.to.include(card);
    }
    const cell = async (address: string, card: string) => {
      await page.goto(`${server.url}#/${address}`);
      await settled(page);
      await seeAll(page);
      return page.locator(`[data-visual="${card}"]`).innerText();
    };
    const at = (name: string) => scenes.find((scene) => scene.name === name)!;
    const textOf = (name: string) => cell(at(name).address, at(name).card);
    expect(await textOf("walk-deployments")).to.match(/dep8bad\s+–\s+416\s+9\.62 %/);
    expect(await textOf("walk-scanner")).to.match(/45\.155\.205\.86\s+8\s+637/);
    expect(await textOf("walk-refused-change")).to.match(/DeleteRestApi[\s\S]*jo\.contractor/);
    expect(await cell("quota?customer=Blue+Heron+Retail", "limits-reached")).to.match(/GET \/orders\s+Limit Exceeded\s+1,136/);
  });

  it("is one file that needs no server and no network", async () => {
    const { page } = open;
    const file = path.join(out, "report.html");
    await writeReport({ lake, file, mostScopes: 2 });
    expect(statSync(file).size).to.be.below(10_000_000);
    const asked: string[] = [];
    page.on("request", (request) => {
      if (/^https?:/.test(request.url())) asked.push(request.url());
    });
    await page.context().setOffline(true);
    for (const { id } of dashboards) {
      await page.goto(`${pathToFileURL(file).href}#/${id}`);
      await settled(page);
      await seeAll(page);
      expect(await page.locator(".note.error, .figure [role=alert]").allInnerTexts(), id).to.deep.equal([]);
    }
    expect(asked).to.deep.equal([]);
  });
});
