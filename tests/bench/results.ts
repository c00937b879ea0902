import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { BenchOutcome, BenchPart } from './bench-part.ts';
import { thisMachine, type Machine } from './machine.ts';

/** Parts may run at different times: each keeps its newest result, and the report is made of all. */

const FILE = join(import.meta.dirname, '../../docs/benchmarks.json');

export type PartResult = BenchOutcome & {
  name: string;
  title: string;
  /** ISO day and time. */
  measuredAt: string;
  seconds: number;
  /** Processes that wanted a core, on average over the minute before: above the number of cores, times are long. */
  loadBefore: number;
  machine: Machine;
};

export const readResults = (): PartResult[] =>
  existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as { parts: PartResult[] }).parts : [];

/** @param order of the parts in the file; results of parts that are gone are dropped */
export const writeResults = (results: readonly PartResult[], order: readonly BenchPart[]): PartResult[] => {
  const kept = order.flatMap(({ name }) => results.find((result) => result.name === name) ?? []);
  writeFileSync(FILE, `${JSON.stringify({ parts: kept }, null, 2)}\n`);
  return kept;
};

/** Runs a part. @returns its result, with when and where it was measured */
export const measure = async (part: BenchPart, run: () => Promise<BenchOutcome>): Promise<PartResult> => {
  const loadBefore = loadavg()[0] ?? 0;
  const startedAt = performance.now();
  const outcome = await run();
  return {
    name: part.name,
    title: part.title,
    measuredAt: new Date().toISOString(),
    seconds: Math.round((performance.now() - startedAt) / 1000),
    loadBefore: Math.round(loadBefore * 10) / 10,
    machine: thisMachine(),
    ...outcome,
  };
};
