// Those who may not: strangers are asked to sign in, one library does not see another's requests, a blocked patron is refused.

import { eventually } from "../lib/pages.mjs";
import { expect, step } from "../lib/report.mjs";

export async function strangerStory(stage) {
  const { east, west } = stage.tour;
  const stranger = await stage.nobody();
  await step("a stranger who opens a staff page is asked to sign in, and is told when the password is wrong", async () => {
    await stranger.goto(`${stage.address}/desk`);
    await stranger.waitForURL(/\/sign-in\?/);
    await stage.inspect(stranger, "sign-in");
    await stranger.getByLabel("User name").fill(west.staff.name);
    await stranger.getByLabel("Password").fill("not the password");
    await stranger.getByRole("main").getByRole("button", { name: "Sign in" }).click();
    await stranger.getByRole("alert").waitFor();
  });
  await stage.inspect(stranger, "sign-in, refused");
  await step("an address that leads nowhere says so in words", async () => {
    const answer = await stranger.goto(`${stage.address}/no/such/page`);
    expect(answer.status() === 404, `status ${answer.status()}`);
  });
  await stage.inspect(stranger, "page not found");
  await step("a search that finds nothing gives advice", async () => {
    await stranger.goto(`${stage.address}/search?q=zzzzqqqq`);
    await stranger.getByRole("heading", { name: /^Nothing found/ }).waitFor();
  });
  await stage.inspect(stranger, "search without results");
  await stranger.context().close();

  const patron = await stage.as(east.blocked, "/request/new");
  await step("a blocked patron is told that the library does not approve", async () => {
    await patron.getByLabel("Title of the book or journal").fill("Emma");
    await patron.getByRole("button", { name: "Send the request" }).click();
    await patron.waitForURL(/\/my\/requests\/EAST-\d+$/);
    await eventually(patron, "the request is refused", () => patron.getByText("Not approved by your library").first().isVisible());
  });
  await stage.inspect(patron, "request of a patron, refused");
  const number = patron.url().split("/").pop();
  await step("a patron gets no staff page", async () => {
    const answer = await patron.goto(`${stage.address}/desk`);
    expect(answer.status() === 403, `status ${answer.status()}`);
  });
  await stage.inspect(patron, "page not allowed");
  await patron.context().close();

  const other = await stage.as(west.staff, "/desk");
  await step("the staff of West do not see East's request", async () => {
    const answer = await other.goto(`${stage.address}/desk/requests/${number}`);
    expect(answer.status() === 404, `status ${answer.status()}`);
    const slip = await other.request.get(`${stage.address}/desk/requests/${number}/slip.pdf`);
    expect(slip.status() === 404, `status ${slip.status()} for its slip`);
  });
  await other.context().close();

  const someone = await stage.as(east.patron, "/my/requests");
  await step("a patron does not see another patron's request", async () => {
    const answer = await someone.goto(`${stage.address}/my/requests/${number}`);
    expect(answer.status() === 404, `status ${answer.status()}`);
  });
  await someone.context().close();
}
