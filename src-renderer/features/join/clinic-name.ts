import type { JoinedClinic } from '../../../src-preload/contract.ts';

/** What the clinic called itself, else where it is. */
export const nameOf = ({ name, host }: JoinedClinic): string => name ?? host;
