import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { PARTS, type ChaosPart } from './parts.ts';
import { keepResult } from './results.ts';

/**
 * `npm run chaos`: every part, or those that are named (`npm run chaos -- kill disk`). `--short` runs the form
 * that `npm test` runs and keeps no result; `--seed 7` repeats a run; `--minutes 5`
 * is for what lasts as long as one lets it (`soak`), or may end earlier (`delivery`). Fails if a promise is broken.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    short: { type: 'boolean', default: false },
    seed: { type: 'string' },
    minutes: { type: 'string' },
  },
});
const scale = values.short ? 'short' : 'full';

const fail = (line: string): never => {
  console.error(line);
  process.exit(2);
};

const unknown = positionals.filter((name) => !PARTS.some((part) => part.name === name));
if (unknown.length > 0) {
  fail(`There is no part "${unknown.join('", "')}": choose of ${PARTS.map(({ name }) => name).join(', ')}`);
}
if (!existsSync(join(process.cwd(), 'out/node/server.js'))) {
  fail('The build is missing: run "npm run build" first.');
}
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (!Number.isSafeInteger(seed)) fail('--seed takes a whole number');
const minutes = values.minutes === undefined ? undefined : Number(values.minutes);
if (minutes !== undefined && !(minutes > 0)) fail('--minutes takes a number above 0');

/** True if the part's promise held, or if this machine cannot run it. */
const runPart = async (part: ChaosPart): Promise<boolean> => {
  const reason = part.unable?.() ?? null;
  if (reason !== null) {
    console.log(`${part.name}: not run, ${reason}`);
    return true;
  }
  console.log(`${part.name}: ${part.title} (${scale}, seed ${seed})`);
  const startedAt = performance.now();
  const { measured, failures } = await part.run({
    scale,
    seed,
    ...(minutes !== undefined && { minutes }),
    report: (line) => console.log(`  ${line}`),
  });
  const seconds = (performance.now() - startedAt) / 1000;
  for (const [name, value] of Object.entries(measured)) console.log(`  ${name}: ${value}`);
  for (const failure of failures) console.error(`  BROKEN: ${failure}`);
  console.log(`${part.name}: ${failures.length === 0 ? 'held' : 'broken'} after ${seconds.toFixed(0)} s`);
  if (scale === 'full') {
    keepResult(PARTS, part.name, {
      title: part.title,
      promise: part.promise,
      date: new Date().toISOString().slice(0, 10),
      command: `npm run chaos -- ${part.name}${minutes === undefined ? '' : ` --minutes ${minutes}`}`,
      seconds,
      seed,
      measured,
      failures,
    });
  }
  return failures.length === 0;
};

const chosen = positionals.length === 0 ? PARTS : PARTS.filter(({ name }) => positionals.includes(name));
let held = true;
for (const part of chosen) held = (await runPart(part)) && held;
process.exit(held ? 0 : 1);
