// A browser without JavaScript: the patron's way works, and so does the scan page.

import { expect, step } from "../lib/report.mjs";

export async function plainStory(stage) {
  const { west, north } = stage.tour;
  const page = await stage.nobody({ javaScriptEnabled: false });

  await step("without JavaScript: signing in, and a form that is refused says why beside the field", async () => {
    await page.goto(`${stage.address}/sign-in?user=${west.patron.name}&next=${encodeURIComponent("/request/new?service=copy")}`);
    await page.getByLabel("Password").fill(west.patron.password);
    await page.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await page.getByLabel("Title of the book or journal").fill("A journal that nobody has");
    await page.getByRole("button", { name: "Send the request" }).click();
    await page.getByRole("alert").waitFor();
    const title = await page.getByLabel("Title of the book or journal").inputValue();
    expect(title === "A journal that nobody has", `what was typed is gone: “${title}”`);
  });
  await step("without JavaScript: the request is made", async () => {
    await page.getByRole("textbox", { name: "Title of the chapter or article" }).fill("On ferries");
    await page.getByRole("textbox", { name: "Pages" }).fill("23-47");
    await page.getByRole("button", { name: "Send the request" }).click();
    await page.waitForURL(/\/my\/requests\/WEST-\d+$/);
  });
  await page.context().close();

  const desk = await stage.nobody({ javaScriptEnabled: false });
  await step("without JavaScript: a scan that fits nothing says so", async () => {
    await desk.goto(`${stage.address}/sign-in?user=${north.staff.name}&next=/desk/scan`);
    await desk.getByLabel("Password").fill(north.staff.password);
    await desk.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await desk.getByLabel("Request number or item barcode").fill("nothing-like-it");
    await desk.getByLabel("Request number or item barcode").press("Enter");
    await desk.getByRole("alert").filter({ hasText: "nothing-like-it" }).waitFor();
  });
  await desk.context().close();
}
