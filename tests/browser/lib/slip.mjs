// A pull slip read by other programs: its text by pdftotext (poppler-utils), its bar codes by zbarimg (zbar-tools).

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export function readSlip(pdf) {
  const folder = mkdtempSync(join(tmpdir(), "bookferry-slip-"));
  try {
    const file = join(folder, "slip.pdf");
    writeFileSync(file, pdf);
    const text = run("pdftotext", ["-layout", file, "-"]);
    run("pdftoppm", ["-r", "150", "-png", file, join(folder, "page")]);
    const pages = readdirSync(folder).filter((name) => name.endsWith(".png"));
    const barcodes = pages.flatMap((name) => run("zbarimg", ["--raw", "-q", join(folder, name)]).split("\n").filter(Boolean));
    return { text, barcodes };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(program, words) {
  try {
    return execFileSync(program, words, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  } catch (fault) {
    // zbarimg ends with 4 when it finds nothing; what it has read until then counts.
    if (fault.status === 4) return fault.stdout;
    throw fault;
  }
}
