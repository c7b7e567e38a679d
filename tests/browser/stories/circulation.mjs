// Parts 2 and 3 of docs/guides/connect-alma.md, read from the guide and followed word for word: from an Alma without a partner record to a
// book that was borrowed and lent in Alma, and one that is checked out in East's Alma and received in West's.

import { eventually } from "../lib/pages.mjs";
import { Follower, readExamples, readPart } from "../lib/guide.mjs";
import { expect, step } from "../lib/report.mjs";

export async function circulationStory(stage, alma) {
  const addresses = { "http://127.0.0.1:8081": alma.address, "http://127.0.0.1:8080": stage.address, "http://127.0.0.1:1921": await z3950(alma) };
  const examples = readExamples(stage.guide).map(([example, value]) => [example, addresses[value] ?? value]);
  const follower = new Follower(stage, alma, examples, { "the book that the start page proposes": stage.tour.example });
  await step("guide, part 2: the Alma to practise on knows no partner", async () => {
    const state = await read(stage, alma.address);
    expect(Object.keys(state.partners).length === 0, `it has ${Object.keys(state.partners)}`);
  });
  await shelve(stage.tour.west);
  for (const part of [2, 3]) {
    const steps = readPart(stage.guide, part);
    expect(steps.length >= 5, `part ${part} has ${steps.length} steps`);
    for (const one of steps) await follower.follow(part, one);
  }
  const [number, copy] = ["the number of the request", "the chosen copy"].map((name) => follower.known.get(name));
  await step("guide: the book is checked out in East's Alma, and West's Alma has the temporary item", async () => {
    const page = await stage.nobody();
    await page.goto(`${alma.address}/simulator`);
    await eventually(page, "it is lent in East's Alma", async () => (await read(stage, alma.address)).lending_requests.some((one) => one.barcode === copy && one.status === "SHIPPED_PHYSICALLY"));
    await eventually(page, "it is received in West's Alma", async () => (await read(stage, stage.tour.west.alma)).holds.some((one) => one.barcode === number));
    await page.context().close();
  });
  await follower.close();
}

/** What West has lent in the other stories is home and in transit; its staff scan it in at its own desk, so that it can be lent again. */
async function shelve(library) {
  const state = await (await fetch(`${library.alma}/simulator/state.json`)).json();
  for (const { barcode, status } of state.lending_requests) {
    if (status !== "REQUEST_COMPLETED") continue;
    const scanned = await fetch(`${library.alma}/simulator/desk/scan`, { method: "POST", headers: { Accept: "application/json" }, body: new URLSearchParams({ barcode }) });
    expect(scanned.ok, `${barcode} is not scanned in: ${await scanned.text()}`);
  }
}

/** Where the simulated Alma takes searches; it says so at its start, after where its pages are. */
async function z3950(alma) {
  for (let tries = 0; tries < 100; tries += 1) {
    const [, address] = /^Z39\.50 +([\d.:]+)\//m.exec(alma.output()) ?? [];
    if (address !== undefined) return `http://${address}`;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`the simulator does not say where it takes searches:\n${alma.output()}`);
}

async function read(stage, address) {
  return (await fetch(`${address}/simulator/state.json`)).json();
}
