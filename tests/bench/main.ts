import { holds } from './bench-part.ts';
import { canPin, onGeneratorCore } from './machine.ts';
import { parts } from './parts.ts';
import { terminalTable, writeReport } from './report.ts';
import { measure, readResults, writeResults, type PartResult } from './results.ts';

/** `npm run bench`: all parts, or those that are named after `--`. */

const wanted = process.argv.slice(2);
const names = parts.map(({ name }) => name);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`No part is called ${unknown.join(', ')}; there are ${names.join(', ')}.`);
  process.exit(1);
}
if (!canPin) {
  console.log('Servers and generator share their cores (no taskset, or one core): expect noise.');
}

let results: PartResult[] = readResults();
let missed = 0;
for (const part of parts) {
  if (wanted.length > 0 && !wanted.includes(part.name)) continue;
  const result = await measure(part, () => (part.pinned ? onGeneratorCore(part.run) : part.run()));
  results = writeResults([...results.filter(({ name }) => name !== part.name), result], parts);
  writeReport(results);
  console.log(`\n${terminalTable(result)}`);
  missed += result.rows.filter((row) => holds(row) === false).length;
}
console.log(
  missed === 0 ? '\nEvery budget that was measured holds.' : `\n${missed} numbers miss their budget.`,
);
// Sockets of clients may still be saying goodbye.
process.exit(missed === 0 ? 0 : 1);
