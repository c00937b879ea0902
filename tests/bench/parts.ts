import type { BenchPart } from './bench-part.ts';

/** Everything that `npm run bench` measures, in the order of the report. */
export const parts: readonly BenchPart[] = [];
