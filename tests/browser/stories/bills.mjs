// West bills East for a loan that has come home; East sees the bill and marks it as paid.

import { eventually } from "../lib/pages.mjs";
import { expect, step } from "../lib/report.mjs";

export async function billsStory(stage) {
  const { east, west } = stage.tour;
  const lender = await step("staff of West open a loan that came home", async () => {
    const page = await stage.as(west.staff, "/desk?side=supplier&state=completed");
    await page.getByRole("rowheader").getByRole("link").first().click();
    return page;
  });
  await step("a bill without an amount is asked for beside its field", async () => {
    await lender.locator("summary", { hasText: "Bill the requesting library" }).click();
    await lender.getByLabel("Amount").fill("a lot");
    await lender.getByLabel("Currency").fill("eur");
    await lender.getByLabel("What for").fill("The cover is torn.");
    await lender.getByRole("button", { name: "Bill the requesting library" }).click();
    await lender.getByText("Enter the cost as a number, such as 12.50.").first().waitFor();
  });
  await stage.inspect(lender, "a bill that was refused");
  await step("the bill is sent and stands with the request", async () => {
    await lender.getByLabel("Amount").fill("12,50");
    await lender.getByRole("button", { name: "Bill the requesting library" }).click();
    await lender.getByRole("heading", { name: "Bills" }).waitFor();
    await lender.getByText("12.50 EUR").first().waitFor();
  });
  await stage.inspect(lender, "a request with a bill");
  await step("West sees what it is to be paid", async () => {
    await lender.getByRole("link", { name: "All bills" }).click();
    await lender.getByRole("heading", { level: 1, name: "Bills to other libraries" }).waitFor();
  });
  await stage.inspect(lender, "bills that we are paid");
  const borrower = await step("staff of East see what they are to pay", async () => {
    const page = await stage.as(east.staff, "/desk");
    await page.getByRole("link", { name: "Bills" }).click();
    await eventually(page, "the bill has arrived", () => page.getByRole("cell", { name: "12.50 EUR", exact: true }).isVisible());
    return page;
  });
  await stage.inspect(borrower, "bills that we pay");
  await step("East marks it as paid", async () => {
    await borrower.getByRole("button", { name: /^Mark as paid/ }).click();
    await borrower.getByText("Nothing is open.").waitFor();
    await borrower.getByLabel("Paid ones too").check();
    await borrower.getByRole("button", { name: "Show" }).click();
    expect(await borrower.getByText("paid", { exact: true }).first().isVisible(), "the paid bill is not shown");
  });
  await lender.context().close();
  await borrower.context().close();
}
