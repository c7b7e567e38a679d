// Part 1 of docs/guides/connect-alma.md, followed word for word: on the pages of a simulated Alma in which nothing is set up, and on ours.
// After each step that the guide gives in Alma, our test must know which step is next.

import { eventually } from "../lib/pages.mjs";
import { expect, step } from "../lib/report.mjs";
import { circulationStory } from "./circulation.mjs";

const INSTITUTION = "01EAST_INST";
/** The first table of step 4: what stands beside each data element. */
const HOLDINGS = { "Library code": "b", "Location code": "c", "Call number": "f", "Holdings ID": "8" };
const ITEMS = {
  "Holdings ID": "ff", "Item PID": "a", "Barcode": "s", "Permanent library": "h", "Current library": "i", "Permanent location": "aa",
  "Current location": "z", "Call number": "bb", "Material type": "t", "Item policy": "c", "Description": "g",
};

export async function guideStory(stage) {
  const alma = await stage.simulatedAlma(["--sample", "east", "--unconfigured"]);
  try {
    const theirs = await stage.nobody();
    const ours = await step("guide: the systems librarian opens Connect Alma", () => stage.as(stage.tour.east.admin, "/settings/harvest/connect"));
    await ours.getByLabel("Alma domain").fill(alma.address);
    await ours.getByLabel("Institution code").fill(INSTITUTION);
    await ours.getByLabel("Set Spec").fill("BOOKFERRY");
    await testSays(ours, "before the first step", "OAI Repository definition doesnt exist", "Integration Profiles");
    await allowHarvesting(alma, theirs, ours);
    await testSays(ours, "before a profile has run", "does not support sets", "Publishing Profiles");
    await makeSet(alma, theirs);
    await makeProfile(alma, theirs);
    await fillInDataEnrichment(theirs);
    await run(alma, theirs);
    await connect(stage, ours);
    await theirs.context().close();
    await ours.context().close();
    await circulationStory(stage, alma);
  } finally {
    await alma.stop();
  }
}

async function testSays(page, when, words, screen) {
  await step(`guide: ${when}, the test names what is missing and its screen in Alma`, async () => {
    await page.getByRole("button", { name: "Test the connection" }).click();
    await page.getByRole("heading", { name: /^Test failed/ }).waitFor();
    const said = await page.getByRole("main").innerText();
    expect(said.includes(words), `"${words}" is not told`);
    expect(said.includes(screen), `the screen "${screen}" is not named`);
  });
}

async function allowHarvesting(alma, theirs, ours) {
  await step("guide, step 1: harvesting is allowed for the address that Bookferry shows", async () => {
    await theirs.goto(`${alma.address}/alma/integration-profiles`);
    await theirs.getByRole("link", { name: "Add Integration Profile of the type OAI Repository Definition" }).click();
    await theirs.getByLabel("Code", { exact: true }).fill("OAI");
    await theirs.getByLabel("Name", { exact: true }).fill("Bookferry");
    await theirs.getByLabel("Integration Type").selectOption({ label: "OAI Repository Definition" });
    await theirs.getByLabel("Active").check();
    await theirs.getByLabel("IP addresses that may harvest").fill("192.0.2.1");
    await theirs.getByRole("button", { name: "Save" }).click();
  });
  await testSays(ours, "with another address allowed", "Unauthorized access to the OAI services", "Integration Profiles");
  await step("guide, step 1: the address is corrected", async () => {
    const address = await ours.getByLabel("IP address to allow in Alma").inputValue();
    await theirs.goto(`${alma.address}/alma/integration-profiles/oai`);
    await theirs.getByLabel("IP addresses that may harvest").fill(address);
    await theirs.getByRole("button", { name: "Save" }).click();
    await theirs.getByText("The integration profile is saved.").waitFor();
  });
}

async function makeSet(alma, theirs) {
  await step("guide, step 2: a logical set of physical titles", async () => {
    await theirs.goto(`${alma.address}/alma/sets`);
    await theirs.getByRole("link", { name: "Create Set > Logical" }).click();
    await theirs.getByLabel("Set name").fill("BOOKFERRY");
    await theirs.getByLabel("Set content type").selectOption({ label: "Physical titles" });
    await theirs.getByLabel("Tag Suppressed equals No").check();
    await theirs.getByRole("button", { name: "Save" }).click();
    await theirs.getByText("The set is saved.").waitFor();
  });
}

async function makeProfile(alma, theirs) {
  await step("guide, step 3: a publishing profile with set spec and set name", async () => {
    await theirs.goto(`${alma.address}/alma/publishing-profiles`);
    await theirs.getByRole("link", { name: "Add Profile > General Profile" }).click();
    await theirs.getByLabel("Profile name").fill("Bookferry");
    await theirs.getByLabel("Active").check();
    await theirs.getByLabel("Scheduling").selectOption({ label: "Every day at 03:00" });
    await theirs.getByLabel("Set name", { exact: true }).selectOption({ label: "BOOKFERRY (Physical titles, Logical)" });
    await theirs.getByLabel("Publish on").selectOption({ label: "Institution level" });
    await theirs.getByLabel("Output format").selectOption({ label: "MARC21 Bibliographic" });
    await theirs.getByLabel("Set Spec").fill("BOOKFERRY");
    await theirs.getByLabel("Set Name", { exact: true }).fill("BOOKFERRY");
    await theirs.getByLabel("OAI metadata prefix").selectOption({ label: "marc21" });
    await theirs.getByLabel("Physical format").selectOption({ label: "XML" });
    await theirs.getByRole("button", { name: "Next" }).click();
  });
}

async function fillInDataEnrichment(theirs) {
  await step("guide, step 4: data enrichment with the layout of the guide", async () => {
    await theirs.getByRole("heading", { name: "Publishing Profile Details: Data Enrichment" }).waitFor();
    await fillIn(theirs.getByRole("group", { name: "Holdings information" }), "Holdings information", "900", HOLDINGS);
    await theirs.getByLabel("Holdings information: call number type as first indicator").check();
    await fillIn(theirs.getByRole("group", { name: "Item information" }), "Item information", "995", ITEMS);
    await theirs.getByRole("button", { name: "Save" }).click();
  });
}

async function fillIn(group, name, field, elements) {
  await group.getByLabel(`${name}: field`).fill(field);
  for (const [element, subfield] of Object.entries(elements)) {
    await group.getByLabel(element, { exact: true }).fill(subfield);
  }
}

async function run(alma, theirs) {
  await step("guide, step 5: the profile is run, and Monitor Jobs counts the titles", async () => {
    await theirs.goto(`${alma.address}/alma/publishing-profiles`);
    await theirs.getByRole("button", { name: /^Run/ }).click();
    await theirs.goto(`${alma.address}/alma/jobs`);
    const jobs = await theirs.getByRole("main").innerText();
    expect(/\d/.test(jobs) && jobs.includes("Bookferry"), `the job is not shown: ${jobs}`);
  });
}

async function connect(stage, ours) {
  await step("guide, step 6: the test passes", async () => {
    await ours.getByRole("button", { name: "Test the connection" }).click();
    await ours.getByRole("heading", { name: /^Test passed/ }).waitFor();
  });
  await step("guide, step 6: the look before loading finds the layout of the guide", async () => {
    await ours.getByRole("button", { name: "Look before loading" }).click();
    await ours.getByRole("heading", { name: /^The first records/ }).waitFor();
    await ours.getByRole("button", { name: "Use alma-900-995", exact: true }).waitFor();
  });
  await step("guide, step 6: the first harvest brings the set, and its copies are read", async () => {
    await ours.getByRole("button", { name: "Save and start the first harvest" }).click();
    await ours.waitForURL(/\/settings\/harvest\/\d+(#|$)/);
    await eventually(ours, "the harvest has ended", () => ours.getByText("in order", { exact: true }).isVisible());
  });
  await step("guide, step 6: Holdings and items shows each copy with the rule that decided", async () => {
    await ours.getByRole("link", { name: "Holdings and items" }).click();
    await ours.getByRole("heading", { name: "As it is read" }).waitFor();
    expect((await mapping(ours).inputValue()).includes('name "alma-900-995"'), "the layout was not found");
    await ours.getByRole("main").getByText("Lent: no rule speaks against it").first().waitFor();
  });
  await stage.inspect(ours, "guide, holdings and items");
  await step("guide, step 6: a rule shows its effect while it is typed, on the library's own records", async () => {
    const text = await mapping(ours).inputValue();
    await mapping(ours).fill(text.replace("lend yes otherwise", 'lend no policy regular "Regular copies stay here"\nlend yes otherwise'));
    await ours.getByRole("main").getByText("Regular copies stay here").first().waitFor();
    await ours.getByRole("rowheader", { name: /lend no policy regular/ }).waitFor();
    await mapping(ours).fill("nonsense");
    await ours.getByText("Correct it to see what it does.").waitFor();
  });
}

function mapping(page) {
  return page.getByLabel("Mapping", { exact: true });
}
