// The demonstration as a process of its own: started on free ports with an empty data directory, stopped by its process id.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_LIMIT_MS = 60_000;

/** Starts `bookferry demo` and waits until it has told where it listens. */
export async function startDemo(program) {
  const data = mkdtempSync(join(tmpdir(), "bookferry-browser-"));
  const child = spawn(program, ["demo", "--listen", "127.0.0.1:0", "--data", data], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGINT");
    const killed = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(killed);
    rmSync(data, { recursive: true, force: true });
  };
  const address = await new Promise((resolve, reject) => {
    const limit = setTimeout(() => reject(new Error(`no address after ${START_LIMIT_MS} ms:\n${said}`)), START_LIMIT_MS);
    const listen = (chunk) => {
      said += chunk;
      const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (found && said.includes("\n", found.index)) {
        clearTimeout(limit);
        resolve(found[0]);
      }
    };
    child.stdout.on("data", listen);
    child.stderr.on("data", (chunk) => { said += chunk; });
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`the demo ended with code ${code}:\n${said}`)));
  }).catch(async (fault) => {
    await stop();
    throw fault;
  });
  return { address, stop, output: () => said };
}
