// docs/guides/connect-alma.md as data and as deeds: its steps are read from the page that people read, and followed word for word.
//
// A step says where it happens (`In Alma: **menu**`, `In Bookferry: **menu**`), fills in tables with the columns `field` and `value`, and has
// numbered items. Every item must hold something that is done here, so that the guide cannot say what nobody has tried.

import { readFileSync } from "node:fs";

import { eventually } from "./pages.mjs";
import { expect, step } from "./report.mjs";

const THING = String.raw`(?<!\*)\*(?!\*)([^*]+)\*(?!\*)`;
const BOLD = String.raw`\*\*([^*]+)\*\*`;
const CODE = "`([^`]+)`";
/** What an item may say, and what is done. */
const DEEDS = [
  [`As ${CODE}`, "become"],
  [`[Ss]earch for ${CODE}`, "search"],
  [`[Ss]earch for ${THING}`, "searchFor"],
  [`[Pp]ress ${BOLD}`, "press"],
  [`[Oo]pen its request under ${BOLD}`, "openFound"],
  [`[Oo]pen ${THING} under ${BOLD}`, "openNumber"],
  [`[Ss]can ${THING}`, "scan"],
  [`[Nn]ote ${THING}`, "note"],
  [`At Bookferry's desk you see ${THING}`, "seeAtDesk"],
  [`[Yy]ou see ${THING}`, "see"],
  [`In your Alma: ${BOLD} has ${THING}`, "almaHas"],
  [`Lend ${THING} to ${CODE}`, "lend"],
];

/** The steps of a part, each with its title and its lines: `{ place, menu }`, `{ field, section, value }`, `{ item }`. */
export function readPart(file, number) {
  const text = readFileSync(file, "utf8");
  const part = text.split(/^## /m).find((part) => part.startsWith(`${number}. `));
  expect(part !== undefined, `the guide has no part ${number}`);
  return part.split(/^### /m).slice(1).filter((section) => section.startsWith("Step ")).map(readStep);
}

/** The table of what is written in place of the guide's examples. */
export function readExamples(file) {
  const text = readFileSync(file, "utf8");
  const table = /\| in this guide \| while you practise \|\n\| --- \| --- \|\n((?:\|.*\|\n)+)/.exec(text);
  expect(table !== null, "the guide has no table of examples");
  return table[1].trim().split("\n").map((row) => [...row.matchAll(/`([^`]+)`/g)].map((found) => found[1]));
}

function readStep(section) {
  const [title, ...rest] = section.split("\n");
  const lines = [];
  let header;
  for (const text of joined(rest)) {
    const place = new RegExp(`^In (Alma|Bookferry): ${BOLD}`).exec(text);
    if (place) lines.push({ place: place[1], menu: place[2] });
    else if (/^\d+\. /.test(text)) lines.push({ item: text });
    else if (text.startsWith("|")) {
      const cells = text.split("|").slice(1, -1).map((cell) => cell.trim());
      if (header === undefined) header = cells;
      else if (header.includes("field") && header.includes("value") && !cells[0].startsWith("---")) {
        lines.push({ section: header.includes("section") ? cells[0] : undefined, field: cells.at(-2), value: cells.at(-1) });
      }
    }
    if (!text.startsWith("|")) header = undefined;
  }
  return { title, lines };
}

/** Lines that are broken within a sentence are put together again. */
function joined(lines) {
  const texts = [];
  for (const line of lines) {
    const goesOn = /^\s+\S/.test(line) || (/^\S/.test(line) && /^\S/.test(texts.at(-1) ?? "") && !/^(\||\d+\. )/.test(line) && !texts.at(-1).startsWith("|"));
    if (goesOn && texts.length > 0) texts[texts.length - 1] += ` ${line.trim()}`;
    else texts.push(line);
  }
  return texts;
}

/** Somebody who does what the guide says. */
export class Follower {
  /**
   * @param examples pairs: what the guide writes, what is written here
   * @param known what the guide calls by a name, such as the proposed book
   */
  constructor(stage, alma, examples, known) {
    this.stage = stage;
    this.alma = alma;
    this.examples = [...examples].sort(([one], [other]) => other.length - one.length);
    this.known = new Map(Object.entries(known));
    this.people = new Map();
  }

  async follow(part, { title, lines }) {
    await step(`guide, part ${part}, ${title.replace("Step", "step")}`, async () => {
      for (const line of lines) {
        try {
          await this.#line(line);
        } catch (fault) {
          throw new Error(`${JSON.stringify(line)}: ${fault.message}`);
        }
      }
    });
  }

  async close() {
    for (const page of this.people.values()) await page.context().close();
  }

  /** The page of a person; `their` is the systems librarian in front of Alma. */
  async #person(name) {
    if (!this.people.has(name)) this.people.set(name, await this.#comes(name));
    return this.people.get(name);
  }

  async #comes(name) {
    if (name === "their") return this.stage.nobody();
    const [library, role] = name.split("-");
    return this.stage.as(this.stage.tour[library][role], role === "patron" ? "/search" : "/desk");
  }

  async #line(line) {
    if (line.place !== undefined) return this.#open(line.place, line.menu);
    if (line.field !== undefined) return this.#fill(line);
    return this.#do(line.item);
  }

  async #open(place, menu) {
    if (place === "Alma") {
      this.page = await this.#person("their");
      await this.page.goto(`${this.alma.address}/alma`);
      return this.page.getByRole("main").getByRole("link", { name: menu, exact: true }).first().click();
    }
    this.page = await this.#person("east-admin");
    const [settings, section] = menu.split(" > ");
    await this.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: settings, exact: true }).click();
    await this.page.getByRole("main").getByRole("link", { name: section, exact: true }).click();
  }

  async #fill({ section, field, value }) {
    const where = section === undefined ? this.page.getByRole("main") : this.page.getByRole("group", { name: section, exact: true });
    const input = where.getByLabel(new RegExp(`^\\s*${escape(field)}(\\s*\\(optional\\))?\\s*$`)).first();
    await input.waitFor();
    const [, bold] = new RegExp(`^${BOLD}`).exec(value) ?? [];
    const [, code] = new RegExp(`^${CODE}`).exec(value) ?? [];
    const [, thing] = new RegExp(`^${THING}`).exec(value) ?? [];
    if (bold === "checked") return input.check();
    if (bold === "not checked") return input.uncheck();
    if (bold !== undefined) return choose(input, bold);
    if (code !== undefined) return input.fill(this.#here(code));
    if (thing !== undefined) return input.fill(this.#known(thing));
    expect(value.startsWith("leave empty"), `the guide does not say what to choose: ${value}`);
    return input.fill("");
  }

  async #do(item) {
    const found = DEEDS.flatMap(([pattern, deed]) => [...item.matchAll(new RegExp(pattern, "g"))].map((match) => ({ match, deed })));
    // "At Bookferry's desk you see" is not also "you see".
    const whole = found.filter(({ match, deed }) => !(deed === "see" && item.slice(0, match.index).endsWith("At Bookferry's desk ")));
    expect(whole.length > 0, `nothing is done of “${item}”`);
    for (const { match, deed } of whole.sort((one, other) => one.match.index - other.match.index)) {
      await this[deed](...match.slice(1));
    }
  }

  #here(text) {
    const pattern = new RegExp(this.examples.map(([example]) => escape(example)).join("|"), "g");
    return text.replace(pattern, (example) => this.examples.find(([known]) => known === example)[1]);
  }

  #known(name) {
    expect(this.known.has(name), `nobody has noted “${name}”`);
    return this.known.get(name);
  }

  async become(name) {
    this.page = await this.#person(name);
  }

  async search(text) {
    this.title = text;
    await this.page.goto(`${this.stage.address}/search`);
    await this.page.getByRole("searchbox").fill(text);
    await this.page.getByRole("main").getByRole("button", { name: "Search" }).click();
    await this.page.getByRole("heading", { level: 3 }).getByRole("link", { name: new RegExp(escape(text), "i") }).first().click();
  }

  async searchFor(name) {
    await this.search(this.#known(name));
  }

  async press(name) {
    const main = this.page.getByRole("main");
    const one = { name, exact: true };
    await main.getByRole("button", one).or(main.getByRole("link", one)).first().click();
  }

  async openFound(menu) {
    await this.#desk(menu);
    const row = this.page.getByRole("row", { name: new RegExp(escape(this.title), "i") });
    await eventually(this.page, "the request is in the queue", async () => (await row.count()) > 0);
    await row.first().getByRole("link").first().click();
  }

  async openNumber(name, menu) {
    await this.#desk(menu);
    const row = this.page.getByRole("row", { name: new RegExp(escape(this.#known(name))) });
    await eventually(this.page, "the request is in the queue", async () => (await row.count()) > 0);
    await row.first().getByRole("link").first().click();
  }

  async #desk(menu) {
    const [requests, side] = menu.split(" > ");
    await this.page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: requests, exact: true }).click();
    await this.page.getByRole("navigation", { name: "Side" }).getByRole("link", { name: side, exact: true }).click();
  }

  async scan(name) {
    await this.page.getByRole("link", { name: "Scan", exact: true }).click();
    await this.page.waitForFunction(() => document.activeElement?.id === "scan");
    await this.page.keyboard.type(this.#known(name));
    await this.page.keyboard.press("Enter");
    await this.page.waitForURL(/\/desk\/scan\?/);
  }

  async note(name) {
    this.known.set(name, await this.#noted(name));
  }

  async #noted(name) {
    if (name === "the key") return (await this.page.getByRole("main").getByText(/^l8xx[0-9a-f]{32}$/).first().innerText()).trim();
    if (name === "the chosen copy") return (await fact(this.page, "Chosen copy")).trim();
    await this.page.waitForURL(/\/my\/requests\/[A-Z]+-\d+/);
    return new URL(this.page.url()).pathname.split("/").pop();
  }

  async see(words) {
    const shown = this.page.getByRole("main").getByText(new RegExp(`(^|[^\\p{L}])${escape(words)}`, "u")).first();
    if (/\/(desk|my)\/requests\//.test(this.page.url())) return eventually(this.page, words, () => shown.isVisible());
    return shown.waitFor();
  }

  async seeAtDesk(words) {
    await this.page.goto(`${this.stage.address}/desk/requests/${this.#known("the number of the request")}`);
    await this.see(words);
  }

  async almaHas(_menu, name) {
    const page = await this.#person("their");
    await page.goto(`${this.alma.address}/simulator`);
    const text = page.getByRole("main").getByText(this.#known(name)).first();
    await eventually(page, `Alma has ${name}`, () => text.isVisible());
  }

  async lend(name, user) {
    const page = await this.#person("their");
    await page.goto(`${this.alma.address}/simulator/desk`);
    const form = page.locator("form", { has: page.getByRole("button", { name: "Lend" }) });
    await form.getByLabel("User").fill(this.#here(user));
    await form.getByLabel("Item barcode").fill(this.#known(name));
    await form.getByRole("button", { name: "Lend" }).click();
    await page.getByRole("status").waitFor();
  }
}

/** Chooses what is called so, or what begins so. */
async function choose(select, words) {
  const labels = (await select.locator("option").allInnerTexts()).map((label) => label.trim());
  const label = labels.find((label) => label === words) ?? labels.find((label) => label.startsWith(words));
  expect(label !== undefined, `“${words}” is none of ${labels.join(", ")}`);
  await select.selectOption({ label });
}

/** The value beside a label in a list of facts; it comes when the answer of the catalogue has come. */
async function fact(page, label) {
  const value = page.locator("dt", { hasText: new RegExp(`^${label}$`) }).locator("xpath=following-sibling::dd[1]").first();
  await eventually(page, label, () => value.isVisible());
  return value.innerText();
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
