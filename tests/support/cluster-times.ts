import type { ClusterTimes } from '../../server/cluster/cluster.ts';

/** So fast that a test need not wait, and slow enough for a busy machine. */
export const FAST: ClusterTimes = { beatMs: 100, goneMs: 2_000 };
