import { createHash } from 'node:crypto';
import type { JoinedClinic } from '../../src-preload/contract.ts';

/** Which clinic is which: two addresses with one pin are one clinic, one address with two pins are two. */

/** A clinic as it is remembered. Hosts are compared as they are written, so all are written the same way. */
export const clinicOf = ({ host, pin, name }: Omit<JoinedClinic, 'id'>): JoinedClinic => {
  const written = host.toLowerCase();
  return { id: pin ?? written, host: written, pin, name };
};

/** Base address of the clinic's server. */
export const clinicUrl = ({ host }: Pick<JoinedClinic, 'host'>): string => `https://${host}`;

/**
 * The session partition of a clinic: storage, cache and accepted certificates of its own. Chromium keeps what a
 * verify proc answered without the port, so no two pins may share one.
 */
export const partitionOf = ({ host, pin }: Pick<JoinedClinic, 'host' | 'pin'>): string =>
  `persist:clinic-${pin ?? createHash('sha256').update(host).digest('hex')}`;
