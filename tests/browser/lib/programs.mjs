// Programs of ours as processes of their own: started on free ports, stopped by their process ids.

import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const START_LIMIT_MS = 60_000;
const ANY_PORT = "127.0.0.1:0";

/** Starts `bookferry demo` with an empty data directory. */
export async function startDemo(program) {
  const data = mkdtempSync(join(tmpdir(), "bookferry-browser-"));
  const forget = () => rmSync(data, { recursive: true, force: true });
  return start(program, ["demo", "--listen", ANY_PORT, "--data", data], forget);
}

/** Starts `bookferry simulate alma` with these options. */
export async function startSimulatedAlma(program, options) {
  return start(program, ["simulate", "alma", "--http", ANY_PORT, "--z3950", ANY_PORT, ...options], () => {});
}

/** Starts a program and waits until it has told where it listens. */
async function start(program, args, afterwards) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const stop = async () => {
    child.kill("SIGINT");
    const killed = setTimeout(() => child.kill("SIGKILL"), 10_000);
    await ended;
    clearTimeout(killed);
    afterwards();
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
    child.stderr.on("data", listen);
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${args[0]} ended with code ${code}:\n${said}`)));
  }).catch(async (fault) => {
    await stop();
    throw fault;
  });
  return { address, stop, output: () => said };
}
