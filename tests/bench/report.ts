import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holds, type BenchRow } from './bench-part.ts';
import type { PartResult } from './results.ts';

/** The results as a table for the terminal and as docs/benchmarks.md. */

const FILE = join(import.meta.dirname, '../../docs/benchmarks.md');
/** Written by hand: where the time goes, and what the numbers mean. */
const REMARKS = join(import.meta.dirname, 'remarks.md');

const HEAD = ['Subject', 'Ours', 'Bare', 'Unit', 'Ratio', 'Control', 'Budget', 'Verdict'];

const round = (value: number): string =>
  value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);

const number = (value: number | null): string => (value === null ? '' : round(value));

const ratio = (value: number | null): string => (value === null ? '' : value.toFixed(2));

const budgetOf = ({ budget }: BenchRow): string => {
  if (budget === null) return '';
  return 'most' in budget ? `at most ${budget.most}` : `at least ${budget.least}`;
};

const verdictOf = (row: BenchRow): string => {
  const held = holds(row);
  return held === null ? '' : held ? 'held' : 'missed';
};

const cells = (row: BenchRow): string[] => [
  row.subject,
  number(row.ours),
  number(row.bare),
  row.unit,
  ratio(row.ratio),
  ratio(row.control),
  budgetOf(row),
  verdictOf(row),
];

/** The rows of a result, as columns of text. */
export const terminalTable = (result: PartResult): string => {
  const lines = [HEAD, ...result.rows.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '));
  const title = `${result.title} (${result.name}, ${result.seconds} s)`;
  const skipped = result.skipped === undefined ? [] : [`skipped: ${result.skipped}`];
  return [title, ...skipped, ...(result.rows.length > 0 ? text : [])].join('\n');
};

const markdownTable = (rows: readonly BenchRow[]): string[] =>
  [HEAD, HEAD.map(() => '---'), ...rows.map(cells)].map((line) => `| ${line.join(' | ')} |`);

const section = (result: PartResult): string[] => [
  `## ${result.title}`,
  '',
  ...(result.skipped === undefined ? [] : [`Skipped: ${result.skipped}`, '']),
  ...(result.rows.length > 0 ? [...markdownTable(result.rows), ''] : []),
  ...result.notes.map((note) => `- ${note}`),
  `- Measured on ${result.measuredAt.slice(0, 16).replace('T', ' ')} UTC in ${result.seconds} s (\`npm run bench -- ${result.name}\`); load of the machine before: ${result.loadBefore}.`,
  '',
];

const machineLines = (results: readonly PartResult[]): string[] => {
  const texts = results.map(
    ({ machine: { cores, processor, memory, system, node } }) =>
      `${cores} cores (${processor}), ${memory}, ${system}, Node ${node}`,
  );
  return [...new Set(texts)].map((text) => `- ${text}`);
};

/** Writes docs/benchmarks.md from the results of all parts, whenever each was measured. */
export const writeReport = (results: readonly PartResult[]): void => {
  const rows = results.flatMap((result) => result.rows);
  const judged = rows.filter((row) => row.budget !== null);
  const missed = judged.filter((row) => holds(row) === false);
  const lines = [
    '# Benchmarks',
    '',
    'Written by `npm run bench` (tests/bench) from docs/benchmarks.json; edit tests/bench/remarks.md, not this file.',
    '',
    `${judged.length - missed.length} of ${judged.length} judged numbers hold their budget.${
      missed.length === 0 ? '' : ` Missed: ${missed.map(({ subject }) => subject).join('; ')}.`
    }`,
    '',
    'Machine:',
    '',
    ...machineLines(results),
    '',
    'An absolute number means nothing on another machine; the ratio does. “Bare” is the library that ours is built on, doing the same with nothing around it. “Control” is the bare library against itself in the same slices: how far from 1 noise alone comes.',
    '',
    ...results.flatMap(section),
    ...(existsSync(REMARKS) ? [readFileSync(REMARKS, 'utf8').trim(), ''] : []),
  ];
  writeFileSync(FILE, `${lines.join('\n').trimEnd()}\n`);
};
