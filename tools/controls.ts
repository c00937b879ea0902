import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CONTROLS } from './controls/list.ts';
import { runControls, type Verdict } from './controls/run-controls.ts';
import { renderSecurity } from './controls/table.ts';

/**
 * `npm run controls`: takes every control away in turn and sees a test fail. Writes docs/security.md if all are
 * caught. Ids as arguments run these again, and take the others from the run before.
 */

const LANES = 2;
const root = join(import.meta.dirname, '..');
/** The tests that failed, by the control's id. */
const lastRun = join(root, 'out/controls.json');

const wanted = process.argv.slice(2);
const unknown = wanted.filter((id) => CONTROLS.every((control) => control.id !== id));
if (unknown.length > 0) {
  console.error(`no control is called ${unknown.join(', ')}`);
  process.exit(1);
}
const chosen = wanted.length === 0 ? CONTROLS : CONTROLS.filter(({ id }) => wanted.includes(id));

const tell = (verdict: Verdict): void => {
  const { id } = verdict.control;
  console.log(
    verdict.caught
      ? `${id}: ${verdict.failed.length} failed, as they should (${verdict.failed[0] ?? ''})`
      : `${id}: NOT CAUGHT: ${verdict.reason}`,
  );
};

const readLastRun = (): Record<string, readonly string[]> =>
  existsSync(lastRun) ? (JSON.parse(readFileSync(lastRun, 'utf8')) as Record<string, readonly string[]>) : {};

const verdicts = await runControls(root, chosen, Math.min(LANES, chosen.length), tell);
const missed = verdicts.filter(({ caught }) => !caught);
console.log(`${verdicts.length - missed.length} of ${verdicts.length} controls are watched by a test`);

const failedOf = {
  ...(wanted.length === 0 ? {} : readLastRun()),
  ...Object.fromEntries(
    verdicts.flatMap((verdict) => (verdict.caught ? [[verdict.control.id, verdict.failed]] : [])),
  ),
};
mkdirSync(join(root, 'out'), { recursive: true });
writeFileSync(lastRun, JSON.stringify(failedOf, null, 1));

const all = CONTROLS.flatMap((control) => {
  const failed = failedOf[control.id];
  return failed === undefined ? [] : [{ control, caught: true as const, failed }];
});
if (missed.length === 0 && all.length === CONTROLS.length) {
  writeFileSync(join(root, 'docs/security.md'), renderSecurity(all));
}
process.exitCode = missed.length === 0 ? 0 : 1;
