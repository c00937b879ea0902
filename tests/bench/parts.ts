import type { BenchPart } from './bench-part.ts';
import { relay } from './relay.ts';

/** Everything that `npm run bench` measures, in the order of the report. */
export const parts: readonly BenchPart[] = [relay];
