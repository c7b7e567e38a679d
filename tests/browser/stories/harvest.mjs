// The systems librarian connects an Alma: a wrong set, the test that says which one is meant, a look before loading, the first harvest.
// Then a file with bad records, many records that would disappear, one record looked up, and the operator's table.

import { eventually, tabTo } from "../lib/pages.mjs";
import { expect, step } from "../lib/report.mjs";

/** More than the removal guard lets pass without asking. */
const EXTRA_RECORDS = 40;

export async function harvestStory(stage) {
  const { east, operator } = stage.tour;
  const page = await step("harvest: the systems librarian of East sees the sources", () => stage.as(east.admin, "/settings/harvest"));
  await stage.inspect(page, "harvest, sources");
  const known = await connectionOfFirstSource(stage, page);
  await connectAlma(stage, page, known);
  await firstHarvest(stage, page);
  await schedule(stage, page);
  await lookUp(stage, page);
  await loadFile(stage, page);
  await removals(stage, page);
  await serverOfFiles(stage, page);
  await keyboard(stage, page);
  await page.context().close();

  const installation = await step("harvest: the operator sees the sources of all libraries", () => stage.as(operator, "/operator"));
  await installation.getByRole("table", { name: /^Sources of records/ }).getByRole("cell", { name: "Alma", exact: true }).waitFor();
  await stage.inspect(installation, "installation with sources");
  await installation.context().close();
}

/** How the demonstration has connected East: a librarian would copy it from the pages of Alma. */
async function connectionOfFirstSource(stage, page) {
  return step("harvest: the connection of a source can be read", async () => {
    await page.getByRole("heading", { level: 2 }).getByRole("link").first().click();
    await stage.inspect(page, "harvest, one source");
    await page.getByRole("link", { name: "Connection" }).click();
    await page.getByRole("button", { name: "Test the connection" }).waitFor();
    await stage.inspect(page, "harvest, connection of a source");
    const value = (label) => page.getByLabel(label, { exact: true }).inputValue();
    return { domain: await value("Alma domain"), institution: await value("Institution code"), set: await value("Set Spec") };
  });
}

async function serverOfFiles(stage, page) {
  await step("harvest: a folder of an SFTP server is not saved before its key was compared", async () => {
    await page.goto(`${stage.address}/settings/harvest/add-folder`);
    await stage.inspect(page, "harvest, files in a folder");
    await page.getByLabel("Name", { exact: true }).fill("consortium");
    await page.getByLabel("Where the files are").fill("sftp://127.0.0.1:9/out/east");
    await page.getByLabel("Private key").fill("no key");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("alert").waitFor();
    for (const label of ["Private key", "Fingerprint of the server's key", "User"]) {
      expect((await page.getByLabel(label).getAttribute("aria-invalid")) === "true", `${label} is not marked`);
    }
    expect((await page.getByLabel("Private key").inputValue()) === "", "the private key is on the page");
    await stage.inspect(page, "harvest, files of a server with mistakes");
  });
  await step("harvest: a server of files that does not answer is named by the test", async () => {
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.getByText("could not be reached").waitFor();
    await stage.inspect(page, "harvest, a test of a server that does not answer");
  });
}

async function connectAlma(stage, page, known) {
  await step("harvest: what is missing is said beside each field", async () => {
    await page.goto(`${stage.address}/settings/harvest/connect`);
    await stage.inspect(page, "harvest, connect Alma");
    await page.getByLabel("Alma domain").fill("not a domain");
    await page.getByLabel("Institution code").fill("UNIV");
    await page.getByLabel("Set Spec").fill(known.set);
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.getByRole("alert").waitFor();
    expect((await page.getByLabel("Institution code").getAttribute("aria-invalid")) === "true", "the institution code is not marked");
    await stage.inspect(page, "harvest, connect Alma with mistakes");
  });
  await step("harvest: the test names the step that fails and the set that is meant", async () => {
    await page.getByLabel("Alma domain").fill(known.domain);
    await page.getByLabel("Institution code").fill(known.institution);
    await page.getByLabel("Set Spec").fill(known.set.toLowerCase());
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.getByRole("heading", { name: /^Test (failed|passed)/ }).waitFor();
    await stage.inspect(page, "harvest, a test with a wrong set");
    await page.getByRole("button", { name: `Use ${known.set}`, exact: true }).click();
  });
  await step("harvest: with the set that was proposed the test passes", async () => {
    await page.getByRole("heading", { name: /^Test passed/ }).waitFor();
    expect((await page.getByLabel("Set Spec").inputValue()) === known.set, "the set was not taken over");
    expect((await page.getByLabel("IP address to allow in Alma").inputValue()) !== "", "no address to allow is shown");
  });
  await stage.inspect(page, "harvest, a test that passes");
  await step("harvest: a look before loading shows records with their holdings", async () => {
    await page.getByRole("button", { name: "Look before loading" }).click();
    await page.getByRole("heading", { name: /^The first records/ }).waitFor();
    await page.getByRole("button", { name: /^Use / }).first().waitFor();
  });
  await stage.inspect(page, "harvest, look before loading");
}

async function firstHarvest(stage, page) {
  await step("harvest: the first harvest runs to its end", async () => {
    await page.getByRole("button", { name: "Save and start the first harvest" }).click();
    await page.waitForURL(/\/settings\/harvest\/\d+(#|$)/);
    await eventually(page, "the harvest has ended", () => page.getByText("in order", { exact: true }).isVisible());
  });
  await stage.inspect(page, "harvest, a source after its first harvest");
}

async function schedule(stage, page) {
  await step("harvest: a schedule that cannot be is refused beside its field", async () => {
    await page.getByText("Change when and how this source is read").click();
    await page.getByLabel("Hours between two harvests").fill("9999");
    await page.getByRole("button", { name: "Save the schedule" }).click();
    await page.getByRole("alert").waitFor();
  });
  await stage.inspect(page, "harvest, schedule with a mistake");
  await step("harvest: a password is kept and never shown", async () => {
    await page.getByLabel("Hours between two harvests").fill("12");
    await page.getByLabel("Password", { exact: false }).fill("open sesame");
    await page.getByRole("button", { name: "Save the schedule" }).click();
    await page.getByText("Saved.").waitFor();
    expect(!(await page.content()).includes("open sesame"), "the password is on the page");
  });
}

async function lookUp(stage, page) {
  await step("harvest: a record that is not there says where to look in Alma", async () => {
    await page.getByRole("link", { name: "Look up a record" }).click();
    await page.getByLabel("Number of a record, or barcode of an item").fill("nothing-like-it");
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "Not found" }).waitFor();
  });
  await stage.inspect(page, "harvest, a record that is not there");
}

/** Records of a made-up file, as breaker text; the last one has no number and cannot be taken in. */
function file() {
  const records = Array.from({ length: EXTRA_RECORDS }, (_, number) =>
    ["=LDR  00000nam a2200000 a 4500", `=001  practice${number}`, `=245  00$aPractice makes perfect, part ${number}`].join("\n"),
  );
  records.push(["=LDR  00000nam a2200000 a 4500", "=245  00$aA record without a number"].join("\n"));
  return Buffer.from(`${records.join("\n\n")}\n`, "utf8");
}

async function loadFile(stage, page) {
  const source = page.url().replace(/\/records.*/, "");
  await step("harvest: a file is loaded, and what cannot be read is counted", async () => {
    await page.goto(source);
    await page.getByLabel("File of records").setInputFiles({ name: "practice.mrk", mimeType: "text/plain", buffer: file() });
    await page.getByRole("button", { name: "Load the file" }).click();
    await page.getByText(`${EXTRA_RECORDS} new`).first().waitFor();
  });
  await step("harvest: the record without a number is in quarantine, as it came", async () => {
    await page.getByRole("link", { name: "1 record in quarantine" }).click();
    await stage.inspect(page, "harvest, quarantine");
    await page.getByRole("table").getByRole("link").click();
    await page.getByText("A record without a number").waitFor();
    await stage.inspect(page, "harvest, a record in quarantine");
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByText("Nothing is in quarantine.").waitFor();
  });
  await step("harvest: a record of the file can be looked up", async () => {
    await page.goto(`${source}/records?q=practice7`);
    await page.getByRole("heading", { name: /^Practice makes perfect, part 7/ }).waitFor();
    await page.getByRole("table", { name: "Fields of the record" }).getByRole("rowheader", { name: "245" }).waitFor();
  });
  await stage.inspect(page, "harvest, one record");
  await page.goto(source);
}

async function removals(stage, page) {
  await step("harvest: when everything is read again, many records would disappear, and a person is asked", async () => {
    await page.getByRole("button", { name: "Read everything again" }).click();
    await eventually(page, "removals wait", () => page.getByRole("link", { name: `${EXTRA_RECORDS} removals wait for your decision` }).isVisible());
    await stage.inspect(page, "harvest, a source with removals that wait");
    await page.getByRole("link", { name: `${EXTRA_RECORDS} removals wait for your decision` }).click();
    await page.getByRole("heading", { name: new RegExp(`^${EXTRA_RECORDS} of .* would disappear`) }).waitFor();
    await page.getByText("Practice makes perfect, part 7").waitFor();
  });
  await stage.inspect(page, "harvest, removals");
  await step("harvest: the records go when the librarian says so", async () => {
    await page.getByRole("button", { name: "Remove them" }).click();
    await page.getByText(`${EXTRA_RECORDS} records removed.`).waitFor();
  });
}

/** The way through the pages that is gone every day, without a mouse. */
async function keyboard(stage, page) {
  await step("harvest, keyboard: from the list to the schedule of a source, and Pause", async () => {
    await page.goto(`${stage.address}/settings/harvest`);
    await tabTo(page, page.getByRole("link", { name: "Alma", exact: true }), "the source");
    await page.keyboard.press("Enter");
    await page.waitForURL(/\/settings\/harvest\/\d+(#|$)/);
    await tabTo(page, page.getByText("The same in a table"), "the table of the chart");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "Records a day" }).waitFor();
    await tabTo(page, page.getByText("Change when and how this source is read"), "the schedule");
    await page.keyboard.press("Enter");
    await tabTo(page, page.getByLabel("Hours between two harvests"), "the first field of the schedule");
    await page.goto(page.url());
    await tabTo(page, page.getByRole("button", { name: /^Pause/ }), "the button Pause");
    await page.keyboard.press("Enter");
    await page.getByText("Paused. Nothing is fetched until somebody resumes it.").waitFor();
  });
  await stage.inspect(page, "harvest, a paused source");
}
