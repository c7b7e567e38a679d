// Bookferry's demonstration in headless Chromium, as the people meet it: a patron's loan from the wish to the return with the staff of
// both libraries and their library systems, then the keyboard alone, then without JavaScript. Every page on the way is inspected.
//
//   BOOKFERRY=path/to/bookferry node story.mjs     SCREENSHOTS=1 renews the pictures of the README

import { fileURLToPath } from "node:url";
import { join, resolve } from "node:path";

import { inspect, launchBrowser, personsBrowser, signIn } from "./lib/pages.mjs";
import { startDemo, startSimulatedAlma } from "./lib/programs.mjs";
import { check, exitCode, expect, notOk, step, story } from "./lib/report.mjs";
import { readTour } from "./lib/tour.mjs";
import { billsStory } from "./stories/bills.mjs";
import { guideStory } from "./stories/guide.mjs";
import { harvestStory } from "./stories/harvest.mjs";
import { keyboardStory } from "./stories/keyboard.mjs";
import { loanStory } from "./stories/loan.mjs";
import { messagesStory } from "./stories/messages.mjs";
import { plainStory } from "./stories/plain.mjs";
import { settingsStory } from "./stories/settings.mjs";
import { strangerStory } from "./stories/stranger.mjs";

const root = resolve(fileURLToPath(import.meta.url), "../../..");
const program = process.env.BOOKFERRY ?? join(process.env.CARGO_TARGET_DIR ?? join(root, "target"), "debug/bookferry");
const pictures = process.env.SCREENSHOTS === "1" ? join(root, "docs/images") : undefined;

/** What every story gets: where things are, and a way to a browser for each person. */
class Stage {
  constructor(browser, demo) {
    this.browser = browser;
    this.address = demo.address;
    this.guide = join(root, "docs/guides/connect-alma.md");
    this.takesPictures = pictures !== undefined;
    this.oddities = [];
  }

  /** A new browser, in which a person of the tour has signed in and sees a page. */
  async as(person, next) {
    const page = await this.nobody();
    await signIn(page, this.address, person, next);
    return page;
  }

  /** A new browser in which nobody has signed in. */
  async nobody(options) {
    return personsBrowser(this.browser, this.oddities, options);
  }

  /** Another simulated Alma than those of the demonstration; who starts it stops it. */
  async simulatedAlma(options) {
    return startSimulatedAlma(program, options);
  }

  async inspect(page, name) {
    await inspect(page, name);
  }

  /** Takes a picture for the README, when pictures are asked for. */
  async picture(page, name) {
    if (!this.takesPictures) return;
    await page.mouse.move(0, 0);
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({ path: join(pictures, `${name}.png`), animations: "disabled", caret: "hide" });
  }
}

async function tell(stage) {
  stage.tour = await story("the start page", () => readTour(stage));
  if (!stage.tour) return;
  await story("a loan", () => loanStory(stage));
  await story("a bill", () => billsStory(stage));
  await story("the log of messages", () => messagesStory(stage));
  await story("the keyboard alone", () => keyboardStory(stage));
  await story("without JavaScript", () => plainStory(stage));
  await story("strangers", () => strangerStory(stage));
  await story("settings", () => settingsStory(stage));
  await story("harvest", () => harvestStory(stage));
  await story("the guide to Alma", () => guideStory(stage));
  await check("no page had a script error, broke its content policy or asked another host for anything", async () => {
    expect(stage.oddities.length === 0, [...new Set(stage.oddities)].join("\n"));
  });
}

let demo;
let browser;
const stop = async () => {
  await browser?.close();
  await demo?.stop();
};
process.once("SIGTERM", () => stop().finally(() => process.exit(143)));
process.once("SIGINT", () => stop().finally(() => process.exit(130)));
try {
  demo = await step("the demonstration starts", () => startDemo(program));
  browser = await step("Chromium starts", launchBrowser);
  await tell(new Stage(browser, demo));
} catch (fault) {
  if (exitCode() === 0) notOk("the browser stories", fault.stack ?? fault);
} finally {
  await stop();
}
process.exit(exitCode());
