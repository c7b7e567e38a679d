// The systems librarian and the operator: every settings page, the test buttons beside the connections, a harvest by hand.

import { eventually } from "../lib/pages.mjs";
import { step } from "../lib/report.mjs";

const SECTIONS = ["host-lms", "local-ncip", "z3950", "availability", "locations", "auto-responder", "calendar", "lending", "borrowing", "webhooks", "harvest", "branches", "circulation", "circulation-switches", "patrons", "fees", "message-log", "doctor"];

export async function settingsStory(stage) {
  const { east, operator } = stage.tour;
  const page = await step("the systems librarian of East sees the settings", () => stage.as(east.admin, "/settings"));
  await stage.inspect(page, "settings");
  for (const section of SECTIONS) {
    await page.goto(`${stage.address}/settings/${section}`);
    await stage.inspect(page, `settings, ${section}`);
  }
  await step("the NCIP test button finds a patron", async () => {
    await page.goto(`${stage.address}/settings/local-ncip`);
    await page.getByRole("group", { name: "Test" }).getByRole("textbox").fill("afontenoy");
    await page.getByRole("group", { name: "Test" }).getByRole("button").click();
    await page.getByRole("heading", { name: /^Test passed/ }).waitFor();
  });
  await stage.inspect(page, "settings, NCIP test passed");
  await step("the NCIP test button says what is wrong when nobody listens", async () => {
    await page.getByLabel("NCIP server address").fill("http://127.0.0.1:9/view/NCIPServlet");
    await page.getByRole("group", { name: "Test" }).getByRole("button").click();
    await page.getByRole("heading", { name: /^Test failed/ }).waitFor();
  });
  await stage.inspect(page, "settings, NCIP test failed");
  await step("the Z39.50 test button searches the catalogue", async () => {
    await page.goto(`${stage.address}/settings/z3950`);
    const query = page.getByRole("group", { name: "Test" }).getByRole("textbox");
    if ((await query.inputValue()) === "") await query.fill("9780375757426");
    await page.getByRole("group", { name: "Test" }).getByRole("button").click();
    await page.getByRole("heading", { name: /^Test passed/ }).waitFor();
  });
  await step("the availability test shows what would be answered, and why", async () => {
    await page.goto(`${stage.address}/settings/availability`);
    await page.getByRole("group", { name: "Test" }).getByRole("textbox").fill("9780375757426");
    await page.getByRole("group", { name: "Test" }).getByRole("button").click();
    await page.getByRole("heading", { name: /^Test passed: / }).waitFor();
    await page.getByText(/^Copy /).first().waitFor();
  });
  await stage.inspect(page, "settings, availability test passed");
  await step("the auto-responder says what it would answer to this ISBN", async () => {
    await page.goto(`${stage.address}/settings/auto-responder`);
    await page.getByRole("group", { name: "Test" }).getByRole("textbox").fill("9780375757426");
    await page.getByRole("group", { name: "Test" }).getByRole("button").click();
    await page.getByRole("heading", { name: /^Test passed: A copy is on the shelf/ }).waitFor();
  });
  await step("a line of the calendar that names no day is told beside its field", async () => {
    await page.goto(`${stage.address}/settings/calendar`);
    await page.getByLabel(/^Closed on/).fill("Christmas");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByText(/^Write the line “Christmas”/).first().waitFor();
  });
  await stage.inspect(page, "settings, calendar with a fault");
  await step("Set up circulation reads East's Alma, finds the partner record right, and saves what it proposes", async () => {
    await page.goto(`${stage.address}/settings/circulation`);
    await page.getByText("BOOKFERRY is as it should be").waitFor();
    await page.getByRole("button", { name: "Confirm and save" }).click();
    await page.getByText("the partner BOOKFERRY is corrected in Alma").waitFor();
  });
  await step("codes and names of places are read from Alma", async () => {
    await page.goto(`${stage.address}/settings/locations`);
    await page.getByRole("button", { name: "Read codes and names from Alma" }).click();
    await page.getByText(/^Read from Alma: /).waitFor();
  });
  await step("the diagnosis finds nothing wrong at East", async () => {
    await page.goto(`${stage.address}/settings/doctor`);
    await page.getByLabel("Identifier of a patron").fill("afontenoy");
    await page.getByLabel("ISBN or title").fill("9780375757426");
    await page.getByRole("button", { name: "Try every connection" }).click();
    await page.getByRole("heading", { name: "Nothing failed" }).waitFor();
  });
  await stage.inspect(page, "settings, diagnosis");
  await step("a harvest by hand runs to its end", async () => {
    await page.goto(`${stage.address}/settings/harvest`);
    await page.getByRole("button", { name: /^Harvest now/ }).first().click();
    await eventually(page, "the harvest has ended", () => page.getByRole("button", { name: /^Harvest now/ }).first().isVisible());
  });
  await page.context().close();

  const installation = await step("the operator sees the installation", () => stage.as(operator, "/operator"));
  await stage.inspect(installation, "installation");
  await step("the operator makes a group of libraries", async () => {
    await installation.getByRole("link", { name: "Libraries and groups" }).click();
    await installation.getByLabel("Name of the group").fill("Coast");
    await installation.getByRole("region", { name: "A new group" }).getByRole("checkbox").first().check();
    await installation.getByRole("button", { name: "Make the group" }).click();
    await installation.getByRole("heading", { name: "Coast" }).waitFor();
  });
  await stage.inspect(installation, "libraries and groups");
  await installation.context().close();
}
