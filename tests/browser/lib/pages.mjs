// Pages as people meet them: signed in as somebody, on a wide or a narrow screen, with a mouse or with the keyboard alone.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

import { check, expect } from "./report.mjs";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const WIDE = { width: 1280, height: 900 };
const NARROW = { width: 320, height: 800 };
const PATIENCE_MS = 20_000;
const MOST_TABS = 150;

export async function launchBrowser() {
  const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
  const args = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
  ];
  return chromium.launch({ executablePath, args });
}

/** A browser of one person. Everything unusual that it meets is added to `oddities`. */
export async function personsBrowser(browser, oddities, options = {}) {
  const context = await browser.newContext({ viewport: WIDE, locale: "en-GB", ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  page.on("pageerror", (fault) => oddities.push(`script error on ${page.url()}: ${fault.message}`));
  page.on("console", (message) => {
    const expected = /status of (403|404|422)/.test(message.text());
    if (message.type() === "error" && !expected) oddities.push(`console on ${page.url()}: ${message.text()}`);
  });
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.protocol.startsWith("http") && url.hostname !== "127.0.0.1") oddities.push(`${page.url()} asked ${url.host}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 500) oddities.push(`${response.status()} from ${response.url()}`);
  });
  return page;
}

export async function signIn(page, address, person, next) {
  await page.goto(`${address}/sign-in?user=${encodeURIComponent(person.name)}&next=${encodeURIComponent(next)}`);
  await page.getByLabel("Password").fill(person.password);
  await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL((url) => url.pathname + url.search === next);
}

/** Checks the page that is open: one h1, no id twice, no violation of WCAG 2.2 AA that axe can find, no sideways scrolling at 320 px. */
export async function inspect(page, name) {
  await check(`${name}: accessible, and fits 320 px`, async () => {
    const faults = [];
    const headings = await page.locator("h1").count();
    if (headings !== 1) faults.push(`${headings} h1 headings`);
    const names = await page.locator("[id]").evaluateAll((all) => all.map((element) => element.id));
    const doubled = names.filter((name, place) => names.indexOf(name) !== place);
    if (doubled.length > 0) faults.push(`the same id twice: ${doubled.join(", ")}`);
    faults.push(...(await violations(page, "at 1280 px")));
    await page.setViewportSize(NARROW);
    const scrolled = await page.evaluate(() => {
      scrollTo(10_000, 0);
      const far = scrollX;
      scrollTo(0, 0);
      return far;
    });
    if (scrolled > 0) faults.push(`scrolls ${scrolled} px sideways at ${NARROW.width} px: ${await widest(page)}`);
    faults.push(...(await violations(page, "at 320 px")));
    await page.setViewportSize(WIDE);
    expect(faults.length === 0, `${page.url()}\n${[...new Set(faults)].join("\n")}`);
  });
}

async function violations(page, where) {
  await page.evaluate(AXE);
  const found = await page.evaluate(async (rules) => {
    const result = await globalThis.axe.run(document, { runOnly: { type: "tag", values: rules } });
    return result.violations.map((violation) => ({
      rule: violation.id,
      help: violation.help,
      nodes: violation.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)),
    }));
  }, RULES);
  return found.map(({ rule, help, nodes }) => `${rule} ${where}: ${help}\n  ${nodes.join("\n  ")}`);
}

async function widest(page) {
  return page.evaluate(() => {
    const wide = [...document.querySelectorAll("body *")].filter((element) => element.getBoundingClientRect().right > innerWidth + 1);
    return wide.slice(-4).map((element) => element.outerHTML.slice(0, 100)).join(" | ");
  });
}

/** Reloads a page until something is as expected; work in the background takes a moment. */
export async function eventually(page, words, condition) {
  const end = Date.now() + PATIENCE_MS;
  for (;;) {
    if (await condition()) return;
    if (Date.now() > end) {
      const text = (await page.getByRole("main").innerText()).slice(0, 700);
      throw new Error(`${words}: not so after ${PATIENCE_MS / 1000} s on ${page.url()}\n${text}`);
    }
    await page.waitForTimeout(250);
    await page.reload();
  }
}

/** Presses Tab until the element has the focus, and demands that one can see that it has. */
export async function tabTo(page, locator, words) {
  for (let pressed = 0; pressed < MOST_TABS; pressed += 1) {
    const reached = await locator.evaluate((element) => element === document.activeElement).catch(() => false);
    if (reached) {
      const visible = await locator.evaluate((element) => {
        const style = getComputedStyle(element);
        return style.outlineStyle !== "none" || style.boxShadow !== "none";
      });
      expect(visible, `${words}: the focus cannot be seen`);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`${words}: not reached with ${MOST_TABS} presses of Tab`);
}
