// A patron without a mouse: sign-in, search, title page and request by Tab, typing and Enter, with a focus that can be seen.

import { eventually, tabTo } from "../lib/pages.mjs";
import { step } from "../lib/report.mjs";

export async function keyboardStory(stage) {
  const { patron } = stage.tour.north;
  const page = await stage.nobody();
  const press = (key) => page.keyboard.press(key);

  await step("keyboard: signing in", async () => {
    await page.goto(`${stage.address}/sign-in?next=/search`);
    await tabTo(page, page.getByLabel("User name"), "the user name");
    await page.keyboard.type(patron.name);
    await tabTo(page, page.getByLabel("Password"), "the password");
    await page.keyboard.type(patron.password);
    await press("Enter");
    await page.waitForURL(/\/search$/);
  });
  await step("keyboard: the first Tab offers to skip to the content", async () => {
    await press("Tab");
    await tabTo(page, page.getByRole("link", { name: "Skip to the content" }), "the skip link");
    await press("Enter");
    await page.waitForURL(/#main$/);
  });
  await step("keyboard: searching", async () => {
    await tabTo(page, page.getByRole("searchbox"), "the search box");
    await page.keyboard.type(stage.tour.example);
    await press("Enter");
    await page.waitForURL(/q=/);
  });
  await step("keyboard: opening the title", async () => {
    await tabTo(page, page.getByRole("heading", { level: 3 }).getByRole("link").first(), "the first result");
    await press("Enter");
    await page.waitForURL(/\/title\//);
  });
  await step("keyboard: asking for a chapter", async () => {
    await tabTo(page, page.getByRole("link", { name: "Request a chapter or article" }), "the link to the form");
    await press("Enter");
    await page.waitForURL(/\/request\/new/);
    await tabTo(page, page.getByRole("textbox", { name: "Title of the chapter or article" }), "the chapter");
    await page.keyboard.type("Introduction");
    await tabTo(page, page.getByRole("textbox", { name: "Pages" }), "the pages");
    await page.keyboard.type("1-12");
    await tabTo(page, page.getByRole("button", { name: "Send the request" }), "the button");
    await press("Enter");
    await page.waitForURL(/\/my\/requests\/NORTH-\d+$/);
  });
  // The copy that was promised for it is free again for the stories that follow.
  await step("keyboard: cancelling it", async () => {
    await eventually(page, "another library has been asked", () => page.getByRole("button", { name: "Cancel this request" }).isVisible());
    await tabTo(page, page.getByRole("button", { name: "Cancel this request" }), "the button");
    await press("Enter");
    await eventually(page, "it is cancelled", () => page.getByText("The request was cancelled.").first().isVisible());
  });
  await page.context().close();
}
