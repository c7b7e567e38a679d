// A loan: the patron of East asks for a book that only West has; West's staff send it; East's staff receive it; the patron borrows it,
// renews it in Primo, brings it back, and it goes home. Both library systems are looked at on the way.

import { eventually } from "../lib/pages.mjs";
import { check, expect, step } from "../lib/report.mjs";
import { readSlip } from "../lib/slip.mjs";

export async function loanStory(stage) {
  const loan = { title: stage.tour.example };
  const patron = await wish(stage, loan);
  const west = await fetchFromTheShelf(stage, loan);
  await send(stage, west, loan);
  const east = await receive(stage, loan);
  await borrow(stage, loan);
  await renew(stage, west, loan);
  await askFromPrimo(stage, patron);
  await bringBack(stage, loan);
  await goHome(stage, east, west, loan);
  await lookBack(stage, patron, east, west, loan);
}

async function wish(stage, loan) {
  const { east } = stage.tour;
  const page = await step("the patron of East signs in", () => stage.as(east.patron, "/search"));
  await step("the patron finds the book", async () => {
    await page.getByRole("searchbox").fill(loan.title);
    await page.getByRole("main").getByRole("button", { name: "Search" }).click();
    await page.getByRole("link", { name: loan.title, exact: true }).first().waitFor();
  });
  await stage.inspect(page, "search results");
  await pictureOfASearch(stage, page);
  await step("the title page says who has it", async () => {
    await page.getByRole("link", { name: loan.title, exact: true }).first().click();
    await page.getByRole("heading", { name: "Who has it" }).waitFor();
    await page.getByRole("heading", { level: 3, name: stage.tour.west.name }).waitFor();
  });
  await stage.inspect(page, "title page");
  await step("the request form knows the book", async () => {
    await page.getByRole("link", { name: "Request this title" }).click();
    await page.getByRole("heading", { level: 2, name: loan.title }).waitFor();
    expect(await page.getByLabel(/^A loan/).isChecked(), "a loan is not chosen beforehand");
  });
  await stage.inspect(page, "request form");
  await step("the patron sends the request", async () => {
    await page.getByRole("button", { name: "Send the request" }).click();
    await page.waitForURL(/\/my\/requests\/EAST-\d+$/);
    loan.number = page.url().split("/").pop();
    await page.getByText("Your request was sent").waitFor();
  });
  await step("the patron learns that another library prepares the book", () =>
    eventually(page, "another library prepares it", () => page.getByText("Another library is preparing it").isVisible()));
  await stage.inspect(page, "request of the patron");
  await step("the request is in My requests", async () => {
    await page.getByRole("link", { name: "My requests", exact: true }).click();
    await page.getByRole("row", { name: new RegExp(loan.number) }).waitFor();
  });
  await stage.inspect(page, "My requests");
  return page;
}

/** The README shows a search with several titles, the story needs one. */
async function pictureOfASearch(stage, page) {
  if (!stage.takesPictures) return;
  const here = page.url();
  await page.goto(`${stage.address}/search?q=austen`);
  await stage.picture(page, "search");
  await page.goto(here);
}

async function fetchFromTheShelf(stage, loan) {
  const page = await step("the staff of West sign in by the link of the tour", () => stage.as(stage.tour.west.staff, stage.tour.lendersQueue));
  await check("the link leads to the requests of other libraries", async () => {
    await page.getByRole("heading", { level: 1, name: /^Lending/ }).waitFor({ timeout: 2_000 });
  });
  await page.goto(`${stage.address}/desk?side=supplier`);
  const row = page.getByRole("row", { name: new RegExp(escape(loan.title)) });
  await step("the request is in West's queue, to be fetched", () =>
    eventually(page, "the request is to be fetched", async () => (await row.count()) === 1 && (await row.innerText()).includes("To fetch and send")));
  await stage.inspect(page, "work queue, lending");
  await step("its page names the shelf and the copy", async () => {
    await row.getByRole("link").click();
    await page.getByRole("heading", { name: "What you can do now" }).waitFor();
    loan.supplied = page.url().split("/").pop();
    loan.barcode = (await fact(page, "Chosen copy")).trim();
    expect(/^\S+$/.test(loan.barcode), `the chosen copy is “${loan.barcode}”`);
    expect((await fact(page, "Call number")).length > 0, "no call number");
  });
  await stage.inspect(page, "request at the desk, lending");
  await stage.picture(page, "request");
  await step("the pull slip is a PDF with the number as a bar code, the title and the call number", async () => {
    const link = page.getByRole("link", { name: "Pull slip (PDF)" });
    const answer = await page.request.get(new URL(await link.getAttribute("href"), page.url()).href);
    expect(answer.headers()["content-type"] === "application/pdf", `it is ${answer.headers()["content-type"]}`);
    const { text, barcodes } = readSlip(await answer.body());
    const flat = text.replace(/\s+/g, " ");
    for (const words of [loan.supplied, loan.title, await fact(page, "Call number")]) {
      expect(flat.includes(words.replace(/\s+/g, " ").trim()), `“${words}” is not on the slip:\n${text}`);
    }
    expect(barcodes.includes(loan.supplied), `the bar codes on the slip say ${JSON.stringify(barcodes)}`);
  });
  await step("the pull slip can be printed from the browser as well", async () => {
    await page.getByRole("link", { name: "Pull slip to print from the browser" }).click();
    await page.getByText(loan.supplied).first().waitFor();
  });
  await stage.inspect(page, "pull slip in the browser");
  return page;
}

async function send(stage, page, loan) {
  await step("the staff of West scan the book, and it is sent", async () => {
    await page.goto(`${stage.address}/desk/scan`);
    await stage.inspect(page, "scan page");
    await scan(page, loan.barcode);
    await page.getByRole("row", { name: new RegExp(loan.supplied) }).getByText("Sent out").waitFor();
  });
  await stage.inspect(page, "scan page after a scan");
  const alma = await stage.nobody();
  await step("West's Alma has the book in the lending location", async () => {
    await alma.goto(`${stage.tour.west.alma}/simulator`);
    await eventually(alma, "the book is away", () => alma.getByRole("table", { name: /lending location/ }).getByText(loan.barcode).isVisible());
  });
  await stage.inspect(alma, "simulated Alma of West");
  await alma.context().close();
}

async function receive(stage, loan) {
  const page = await step("the staff of East sign in", () => stage.as(stage.tour.east.staff, `/desk/requests/${loan.number}`));
  await step("East's request says that the book is on its way", () =>
    eventually(page, "it is on its way", () => badge(page, "On its way here").isVisible()));
  await stage.inspect(page, "request at the desk, borrowing");
  await step("the staff of East scan the number on the slip, and the book is received", async () => {
    await page.getByRole("link", { name: "Scan", exact: true }).click();
    await scan(page, loan.number);
    await page.getByRole("row", { name: new RegExp(loan.number) }).getByText("Here", { exact: true }).waitFor();
  });
  const alma = await stage.nobody();
  await step("East's Alma has a temporary item on the hold shelf", async () => {
    await alma.goto(`${stage.tour.east.alma}/simulator`);
    const shelf = alma.getByRole("table", { name: /on their way to their users/ }).getByRole("row", { name: new RegExp(loan.number) });
    await eventually(alma, "the temporary item waits", () => shelf.isVisible());
    loan.user = (await shelf.getByRole("cell").first().innerText()).trim();
    loan.temporary = (await shelf.getByRole("rowheader").innerText()).trim();
  });
  await stage.inspect(alma, "simulated Alma of East");
  await stage.picture(alma, "alma");
  for (const [path, name] of [["users", "users"], ["partners", "partners"], ["items?q=emma", "items"]]) {
    await alma.goto(`${stage.tour.east.alma}/simulator/${path}`);
    await stage.inspect(alma, `simulated Alma, ${name}`);
  }
  await alma.context().close();
  return page;
}

async function borrow(stage, loan) {
  const page = await stage.nobody();
  await step("the desk of East's Alma lends the book to the patron", async () => {
    await page.goto(`${stage.tour.east.alma}/simulator/desk`);
    await stage.inspect(page, "desk of the simulated Alma");
    const form = page.locator("form", { has: page.getByRole("button", { name: "Lend" }) });
    await form.getByLabel("User").fill(loan.user);
    await form.getByLabel("Item barcode").fill(loan.temporary);
    await form.getByRole("button", { name: "Lend" }).click();
    await page.getByRole("status").waitFor();
  });
  await step("My Account in Primo lists it as an interlibrary loan", async () => {
    await page.goto(`${stage.tour.east.alma}/primo/account`);
    await stage.inspect(page, "My Account in Primo, sign-in");
    await page.getByLabel("Sign in as").selectOption(loan.user);
    await page.getByRole("button", { name: "Sign in" }).click();
    const row = page.getByRole("row", { name: new RegExp(escape(loan.temporary)) });
    expect((await row.innerText()).includes("Interlibrary loan"), "the loan has no note");
    expect(/\d{4}-\d\d-\d\d/.test(await row.innerText()), "the loan has no due date");
  });
  await stage.inspect(page, "My Account in Primo");
  await page.context().close();
}

async function renew(stage, west, loan) {
  const page = await stage.nobody();
  const row = page.getByRole("row", { name: new RegExp(escape(loan.temporary)) });
  const account = async () => {
    await page.goto(`${stage.tour.east.alma}/primo/account?user=${encodeURIComponent(loan.user)}`);
    return row.innerText();
  };
  await step("the patron renews in Primo, and East's Alma is told that it is not decided yet", async () => {
    await account();
    await row.getByRole("button", { name: /^Renew/ }).click();
    await eventually(page, "it is pending", async () => (await account()).includes("CirculationStatusUpdated"));
  });
  await step("the staff of West renew the loan", async () => {
    await west.goto(`${stage.address}/desk/requests/${loan.supplied}`);
    await west.getByText("asks to keep the item longer").first().waitFor();
    const form = west.locator("form", { has: west.getByRole("button", { name: "Renew the loan" }) });
    if (!(await form.getByLabel("New due date").isVisible())) await west.locator("summary", { hasText: "Renew the loan" }).click();
    await form.getByLabel("New due date").fill("2027-03-01");
    await form.getByRole("button", { name: "Renew the loan" }).click();
  });
  await step("My Account shows the new due date", () =>
    eventually(page, "the due date has moved", async () => (await account()).includes("2027-03-01")));
  await stage.inspect(page, "My Account in Primo, renewed");
  await page.context().close();
}

async function askFromPrimo(stage, page) {
  await step("the patron follows Primo's link to a request form that is filled in", async () => {
    await page.goto(`${stage.tour.east.alma}/primo/search?q=emma`);
    await stage.inspect(page, "Primo, search");
    await page.getByRole("main").getByRole("listitem").getByRole("link").first().click();
    await page.waitForURL(/\/primo\/title\//);
    const title = (await page.getByRole("heading", { level: 1 }).innerText()).split("/")[0].trim();
    await stage.inspect(page, "Primo, title page");
    await page.getByRole("heading", { name: "How to get it" }).locator("xpath=following::a[1]").click();
    await page.waitForURL(/\/openurl\/EAST\?/);
    await page.getByText("the link that brought you here", { exact: false }).first().waitFor();
    const known = await page.getByLabel("Title of the book or journal").inputValue({ timeout: 500 }).catch(() => undefined);
    const shown = known ?? (await page.getByRole("heading", { level: 2 }).first().innerText());
    expect(shown.toLowerCase().includes(title.toLowerCase().slice(0, 10)), `the form is for “${shown}”, the link was for “${title}”`);
  });
  await stage.inspect(page, "request form from an OpenURL");
}

async function bringBack(stage, loan) {
  const page = await stage.nobody();
  await step("the patron brings the book back to the desk", async () => {
    await page.goto(`${stage.tour.east.alma}/simulator/desk`);
    const form = page.locator("form", { has: page.getByRole("button", { name: "Take back" }) });
    await form.getByLabel("Item barcode").fill(loan.temporary);
    await form.getByRole("button", { name: "Take back" }).click();
    await page.getByRole("status").waitFor();
  });
  await step("My Account is empty again", async () => {
    await page.goto(`${stage.tour.east.alma}/primo/account?user=${encodeURIComponent(loan.user)}`);
    expect((await page.getByText(loan.temporary).count()) === 0, "the loan is still listed");
  });
  await page.context().close();
}

async function goHome(stage, east, west, loan) {
  await step("the staff of East scan the book once more, and it goes home", async () => {
    await east.goto(`${stage.address}/desk/scan`);
    await scan(east, loan.barcode);
    await east.getByRole("row", { name: new RegExp(loan.number) }).getByText("On its way back").waitFor();
  });
  await step("the staff of West scan it in, and the loan is complete", async () => {
    await west.goto(`${stage.address}/desk/requests/${loan.supplied}`);
    await eventually(west, "it is on its way home", () => badge(west, "On its way home").isVisible());
    await west.goto(`${stage.address}/desk/scan`);
    await scan(west, loan.barcode);
    await west.getByRole("row", { name: new RegExp(loan.supplied) }).getByText("Completed").waitFor();
  });
}

async function lookBack(stage, patron, east, west, loan) {
  await step("both sides of the request are complete", async () => {
    await east.goto(`${stage.address}/desk/requests/${loan.number}`);
    await eventually(east, "East's side is complete", () => badge(east, "Completed").isVisible());
    await west.goto(`${stage.address}/desk/requests/${loan.supplied}`);
    await eventually(west, "West's side is complete", () => badge(west, "Completed").isVisible());
  });
  await stage.inspect(east, "request at the desk, complete");
  await step("nothing is left over in either Alma", async () => {
    for (const library of [stage.tour.east, stage.tour.west]) {
      const read = async () => (await east.request.get(`${library.alma}/simulator/state.json`)).json();
      await eventually(east, `${library.name} has nothing left`, async () => {
        const state = await read();
        return state.counts.temporary_items === 0 && state.holds.length === 0 && !state.loans.some((loan) => loan.resource_sharing);
      });
    }
  });
  await step("the patron sees that it is finished", async () => {
    await patron.goto(`${stage.address}/my/requests/${loan.number}`);
    await patron.getByRole("heading", { name: "Finished" }).waitFor();
  });
}

/** Types as a barcode scanner does: the text, then Enter; the box has the focus already. */
async function scan(page, text) {
  await page.waitForFunction(() => document.activeElement?.id === "scan");
  await page.keyboard.type(text);
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/desk\/scan\?/);
}

function badge(page, words) {
  return page.getByRole("main").locator(".badge").filter({ hasText: words }).first();
}

/** The value beside a label in a list of facts. */
async function fact(page, label) {
  return page.locator("dt", { hasText: new RegExp(`^${label}$`) }).locator("xpath=following-sibling::dd[1]").first().innerText();
}

function escape(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
