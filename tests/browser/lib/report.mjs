// What was checked, a line a check, in the words of the other checks: `ok NAME` or `not ok NAME` with the reason below.

let failures = 0;

/** A story cannot go on after a step that failed; the other stories can. */
export class StoryStopped extends Error {}

export function ok(name) {
  console.log(`ok ${name}`);
}

export function notOk(name, reason) {
  failures += 1;
  console.log(`not ok ${name}`);
  for (const line of String(reason).split("\n").slice(0, 20)) console.log(`    ${line}`);
}

/** Takes a step that the rest of its story needs. */
export async function step(name, action) {
  try {
    const result = await action();
    ok(name);
    return result;
  } catch (fault) {
    if (fault instanceof StoryStopped) throw fault;
    notOk(name, fault.message ?? fault);
    throw new StoryStopped(name);
  }
}

/** Checks something that nothing after it needs. */
export async function check(name, action) {
  try {
    await action();
    ok(name);
  } catch (fault) {
    notOk(name, fault.message ?? fault);
  }
}

/** Tells a story; a failed step ends it, and only it. */
export async function story(name, tell) {
  try {
    return await tell();
  } catch (fault) {
    if (!(fault instanceof StoryStopped)) notOk(`${name}: the story went wrong`, fault.stack ?? fault);
    console.log(`    ${name}: stopped here`);
    return undefined;
  }
}

export function expect(condition, words) {
  if (!condition) throw new Error(words);
}

export function exitCode() {
  return failures === 0 ? 0 : 1;
}
