import { frames } from './frames.ts';
import { kill } from './kill.ts';
import { network } from './network.ts';
import type { ChaosPart } from './part.ts';
import { signals } from './signals.ts';

export type { ChaosPart, Measured, PartRun } from './part.ts';

/** Every part of `npm run chaos`, in the order in which they run. */
export const PARTS: readonly ChaosPart[] = [network, kill, frames, signals];
