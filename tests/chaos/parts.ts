import { clocks } from './clocks.ts';
import { delivery } from './delivery.ts';
import { copy } from './copy.ts';
import { disk } from './disk.ts';
import { frames } from './frames.ts';
import { damage } from './damage.ts';
import { kill, killEncrypted } from './kill.ts';
import { network } from './network.ts';
import { openings } from './openings.ts';
import type { ChaosPart } from './part.ts';
import { readers } from './readers.ts';
import { restarts } from './restarts.ts';
import { signals } from './signals.ts';
import { soak } from './soak.ts';
import { timing } from './timing.ts';

export type { ChaosPart, Measured, PartRun } from './part.ts';

/** Every part of `npm run chaos`, in the order in which they run. */
export const PARTS: readonly ChaosPart[] = [
  network,
  delivery,
  kill,
  killEncrypted,
  copy,
  damage,
  restarts,
  disk,
  clocks,
  openings,
  timing,
  frames,
  signals,
  readers,
  soak,
];
