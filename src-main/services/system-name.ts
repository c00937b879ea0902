import type { REACH_SYSTEMS } from '../../src-preload/contract.ts';

/** The operating systems as the app distinguishes them; every other one is treated like Linux. */
export type SystemName = (typeof REACH_SYSTEMS)[number];

export const systemName = (platform: NodeJS.Platform = process.platform): SystemName =>
  platform === 'win32' ? 'windows' : platform === 'darwin' ? 'macos' : 'linux';
