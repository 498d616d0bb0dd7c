// Runs the variants of a question in turns and holds that their answers are equal.

/** A variant whose first run takes longer than this runs once more and no further. */
const patience = 6000;

/**
 * Variants are {name, run, digest, prepare?}: `run` is what is timed, `digest` takes its last answer. The first round warms up and checks.
 * Gives the runs of each variant as milliseconds of wall and of processor time; throws when answers differ.
 */
export async function measure(question, variants, repeats) {
  const runs = new Map(variants.map(({ name }) => [name, []]));
  const slow = new Set();
  let expected;
  for (let round = 0; round <= repeats; round++) {
    for (const { name, prepare, run, digest } of variants) {
      if (slow.has(name)) continue;
      await prepare?.();
      // what an earlier variant has just left behind is not this one's to clear away
      globalThis.gc?.({ type: 'minor' });
      const before = process.cpuUsage();
      const started = performance.now();
      const answer = await run();
      const wall = performance.now() - started;
      const { user, system } = process.cpuUsage(before);
      if (round > 0) {
        runs.get(name).push({ wall, cpu: (user + system) / 1000 });
        if (wall > patience) slow.add(name);
        continue;
      }
      const found = await digest(answer);
      expected ??= { name, found };
      if (found !== expected.found)
        throw new Error(`${question}: the answers differ: ${expected.name} ${expected.found}, ${name} ${found}`);
    }
  }
  return runs;
}
