import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from '../../server/protocol/zod.ts';
import type { ChaosPart } from './part.ts';

const docs = join(import.meta.dirname, '../../docs');
const jsonFile = join(docs, 'reliability.json');
const markdownFile = join(docs, 'reliability.md');

const resultSchema = z.object({
  title: z.string(),
  promise: z.string(),
  /** Day of the run, as 2026-01-31. */
  date: z.string(),
  command: z.string(),
  seconds: z.number(),
  seed: z.number(),
  measured: z.record(z.string(), z.union([z.number(), z.string()])),
  failures: z.array(z.string()),
});
const resultsSchema = z.record(z.string(), resultSchema);

export type PartResult = z.infer<typeof resultSchema>;

const readResults = (): Record<string, PartResult> =>
  existsSync(jsonFile) ? resultsSchema.parse(JSON.parse(readFileSync(jsonFile, 'utf8'))) : {};

const number = (value: number | string): string =>
  typeof value === 'number' ? value.toLocaleString('en-US', { maximumFractionDigits: 2 }) : value;

const section = (result: PartResult, { limit }: ChaosPart): string[] => [
  `## ${result.title}`,
  '',
  `Promise: ${result.promise}.`,
  '',
  ...Object.entries(result.measured).map(([name, value]) => `- ${name}: ${number(value)}`),
  '',
  ...(limit === undefined ? [] : [limit, '']),
  result.failures.length === 0 ? '**Held.**' : `**Broken:** ${result.failures.join('; ')}.`,
  '',
  `\`${result.command}\`, ${result.date}, ${number(Math.round(result.seconds))} s, seed ${result.seed}.`,
  '',
];

/** docs/reliability.md from the latest full run of each part. */
export const renderResults = (
  parts: readonly ChaosPart[],
  results: Readonly<Record<string, PartResult>>,
): string => {
  const known = parts.flatMap((part) => {
    const result = results[part.name];
    return result === undefined ? [] : section(result, part);
  });
  const missing = parts.filter(({ name }) => results[name] === undefined);
  return [
    '# Reliability',
    '',
    'What `npm run chaos` does to the built server, how often, and what it measured. Written by that command from the latest full run of each part; the short form of each runs in `npm test`. Times are those of a shared machine with two cores.',
    '',
    ...known,
    ...(missing.length === 0
      ? []
      : ['## Not run yet', '', ...missing.map(({ title, promise }) => `- ${title}: ${promise}`), '']),
  ]
    .join('\n')
    .replace(/\n+$/, '\n');
};

/** Keeps the result of a full run and writes docs/reliability.md again. */
export const keepResult = (parts: readonly ChaosPart[], name: string, result: PartResult): void => {
  const results = { ...readResults(), [name]: result };
  writeFileSync(jsonFile, `${JSON.stringify(results, null, 2)}\n`);
  writeFileSync(markdownFile, renderResults(parts, results));
};
