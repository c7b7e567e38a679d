// Staff of East look into the messages of a request, and correct a request.

import { step } from "../lib/report.mjs";

export async function messagesStory(stage) {
  const { east } = stage.tour;
  const page = await step("staff of East open the messages", () => stage.as(east.staff, "/desk/messages"));
  await page.getByRole("heading", { name: "Messages", level: 1 }).waitFor();
  await stage.inspect(page, "messages");
  await step("a search for a service finds its messages, with patrons masked", async () => {
    await page.getByRole("searchbox").fill("lookupuser");
    await page.getByRole("button", { name: "Show" }).click();
    await page.getByRole("rowheader", { name: /^LookupUser/ }).first().waitFor();
  });
  await step("one message shows what was sent and received", async () => {
    await page.getByRole("link", { name: "LookupUser" }).first().click();
    await page.getByRole("heading", { name: "What we sent" }).waitFor();
    await page.getByText("LookupUserResponse").first().waitFor();
    if (await page.getByText("afontenoy").count()) throw new Error("the message names the patron");
  });
  await stage.inspect(page, "a message");
  await step("a search that finds nothing says so", async () => {
    await page.goto(`${stage.address}/desk/messages?q=nothing-has-this`);
    await page.getByText("No message fits.").waitFor();
  });
  await step("the citation of a request is corrected", async () => {
    await page.goto(`${stage.address}/desk?side=requester&state=all`);
    await page.getByRole("rowheader").getByRole("link").first().click();
    await page.getByRole("link", { name: "Correct the patron or the citation" }).click();
    await page.getByLabel("Edition").waitFor();
  });
  await stage.inspect(page, "correct a request");
  await step("a title that is taken away is asked for beside its field", async () => {
    await page.getByLabel("Title", { exact: true }).evaluate((field) => field.removeAttribute("required"));
    await page.getByLabel("Title", { exact: true }).fill("");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText("Title: this cannot be empty.").first().waitFor();
  });
  await step("what was corrected stands in the history", async () => {
    await page.getByLabel("Title", { exact: true }).fill("Emma, a novel");
    await page.getByLabel("Edition").fill("Second");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/^Corrected: .*Edition/).first().waitFor();
  });
  await page.context().close();
}
