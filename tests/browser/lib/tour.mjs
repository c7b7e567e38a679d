// The start page of the demonstration: who can sign in, where the simulated systems are, which book the tour proposes.

import { eventually } from "./pages.mjs";
import { expect, step } from "./report.mjs";

/** Reads the start page as a visitor would, once the catalogues have been read. */
export async function readTour(stage) {
  const page = await stage.nobody();
  await step("the start page explains the tour", async () => {
    await page.goto(stage.address);
    await page.getByRole("heading", { name: "A walk in ten steps" }).waitFor();
  });
  const example = await step("the catalogues are read, and the tour proposes a book", async () => {
    const proposal = page.locator("ol.walk li").nth(1).getByRole("link");
    await eventually(page, "a book is proposed", async () => (await proposal.count()) > 0 && !(await page.getByRole("progressbar").count()));
    return (await proposal.innerText()).trim();
  });
  await stage.inspect(page, "start page");
  await stage.picture(page, "start");
  const tour = await step("the start page names everybody and every system", async () => {
    const password = (await page.locator("#people ~ p .code").first().innerText()).trim();
    const libraries = {};
    for (const code of ["east", "west", "north"]) {
      const card = page.locator("li.card", { has: page.getByRole("link", { name: `${code}-staff` }) });
      const href = await card.getByRole("link", { name: /^Simulated Alma/ }).getAttribute("href");
      const people = {};
      for (const role of ["patron", "blocked", "staff", "admin"]) {
        expect((await card.getByRole("link", { name: `${code}-${role}` }).count()) === 1, `${code}-${role} is not on the start page`);
        people[role] = { name: `${code}-${role}`, password };
      }
      const name = (await card.getByRole("heading", { level: 3 }).innerText()).trim();
      libraries[code] = { ...people, name, alma: new URL(href).origin };
    }
    const queue = new URL(await page.getByRole("link", { name: "the work queue" }).getAttribute("href"), stage.address);
    return { ...libraries, operator: { name: "operator", password }, example, lendersQueue: queue.searchParams.get("next") };
  });
  await page.goto(`${stage.address}/about`);
  await stage.inspect(page, "about this installation");
  await page.context().close();
  return tour;
}
