import { expect } from "chai";
import type { Browser } from "playwright-core";
import { type Server, serve } from "../../local/server";
import { openPage, startBrowser, type WatchedPage } from "./browser";
import { type SmallLake, smallLake } from "./small-lake";

/** What the tests of a suite look at: one server over a small lake, and a page of its own for every test. */
export interface Served {
  small: SmallLake;
  server: Server;
  open: WatchedPage;
}

/** Serves a small lake for the suite that calls this; a test during which anything went wrong on its page fails. */
export function servedSmallLake(): Served {
  const served = {} as Served;
  let browser: Browser | undefined;

  before(async () => {
    served.small = await smallLake();
    served.server = await serve({ lake: served.small.lake, port: 0 });
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await served.server?.close();
    await served.small?.remove();
  });
  beforeEach(async () => {
    served.open = await openPage(browser!);
  });
  afterEach(async () => {
    await served.open.page.context().close();
    expect(served.open.problems).to.deep.equal([]);
  });
  return served;
}
