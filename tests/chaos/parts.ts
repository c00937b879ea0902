import { kill } from './kill.ts';
import { network } from './network.ts';
import { openings } from './openings.ts';
import type { ChaosPart } from './part.ts';
import { restarts } from './restarts.ts';
import { timing } from './timing.ts';

export type { ChaosPart, Measured, PartRun } from './part.ts';

/** Every part of `npm run chaos`, in the order in which they run. */
export const PARTS: readonly ChaosPart[] = [network, kill, restarts, openings, timing];
