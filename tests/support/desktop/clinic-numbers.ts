import type { ClinicNumbers } from '../../../src-preload/contract.ts';

/**
 * How a clinic is doing in which nothing is wrong and nobody but one doctor is there.
 * @param at the moment of it
 * @param startedAt when its server began
 */
export const clinicNumbers = (
  { at, startedAt }: Pick<ClinicNumbers, 'at' | 'startedAt'>,
  changes: Partial<ClinicNumbers['now']> = {},
): ClinicNumbers => ({
  at,
  startedAt,
  version: '0.0.0',
  now: {
    doctors: 1,
    patients: 0,
    connections: 1,
    rooms: 0,
    waiting: { ready: 0, preparing: 0, away: 0 },
    calls: { rooms: 0, people: 0 },
    messages: 0,
    requests: 1,
    refusals: 0,
    errors: 0,
    lag: 12,
    storeWrite: null,
    storeRead: null,
    storeQueue: 0,
    writable: true,
    memory: 100_000_000,
    backupAt: null,
    ...changes,
  },
  checks: {
    waiting: 'good',
    refusals: 'good',
    errors: 'good',
    lag: 'good',
    store: 'good',
    memory: 'good',
    backup: 'good',
    disk: 'good',
  },
});
