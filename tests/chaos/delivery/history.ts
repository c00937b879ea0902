import type { DeliveryStatus } from '../../../server/protocol/index.ts';

/** What one device did, in its order. It outlives the device, as the letters that wait there do. */
export type DeviceHistory = {
  device: string;
  /** The sender's own ids, in the order of writing. */
  written: readonly string[];
  /** What the server said it has, and under which number. */
  acked: readonly { clientId: string; seq: number }[];
  /** Own messages that were taken back; without an answer they may or may not be. */
  deletions: readonly { clientId: string; acked: boolean }[];
};

/** A message as somebody has it in the end. */
export type LogEntry = {
  seq: number;
  clientId: string | null;
  text: string;
  isDeleted: boolean;
  /** Null where it is not told: of what others sent. */
  status: DeliveryStatus | null;
};

/** All that one device shows, or the server has, in its order. */
export type Log = { of: string; entries: readonly LogEntry[] };

export const FLAWS = [
  'acknowledged messages lost',
  'written messages lost',
  'messages doubled',
  'messages out of order',
  'gaps in the numbers',
  'messages under another number than acknowledged',
  'messages that nobody wrote',
  'texts changed',
  'deletions not applied',
  'messages deleted that nobody took back',
  'check marks that disagree',
] as const;
export type Flaw = (typeof FLAWS)[number];

export type Verdict = {
  /** How often over all logs; 0 where there is none. */
  counts: Record<Flaw, number>;
  /** The same in words, with the first example of each in each log. */
  failures: string[];
};

/**
 * In the style of Jepsen's checkers for sets, unique ids and order: everything that was written is in every log once,
 * each device's messages in the order of their writing, and all logs tell the same.
 * @param logs the first is the server's, against which the others' check marks are held
 * @param textOf the text that was written under an id
 */
export const checkDelivery = ({
  devices,
  logs,
  textOf,
}: {
  devices: readonly DeviceHistory[];
  logs: readonly Log[];
  textOf: (clientId: string) => string;
}): Verdict => {
  const counts = Object.fromEntries(FLAWS.map((flaw) => [flaw, 0])) as Record<Flaw, number>;
  const failures: string[] = [];

  const writtenAt = new Map<string, { device: string; place: number }>();
  for (const { device, written } of devices)
    written.forEach((clientId, place) => writtenAt.set(clientId, { device, place }));
  const ackedSeq = new Map(
    devices.flatMap(({ acked }) => acked.map(({ clientId, seq }) => [clientId, seq] as const)),
  );
  const deletions = devices.flatMap((device) => device.deletions);
  const tried = new Set(deletions.map(({ clientId }) => clientId));
  const deleted = new Set(deletions.filter(({ acked }) => acked).map(({ clientId }) => clientId));
  const statuses = new Map(logs[0]?.entries.map(({ clientId, status }) => [clientId, status]));
  const deletedThere = new Set(
    logs[0]?.entries.filter(({ isDeleted }) => isDeleted).map(({ clientId }) => clientId),
  );

  for (const { of, entries } of logs) {
    const found = new Map<Flaw, string[]>();
    const note = (flaw: Flaw, example: string): void =>
      void found.set(flaw, [...(found.get(flaw) ?? []), example]);
    const seen = new Set<string>();
    const reached = new Map<string, number>();
    let expected = 1;
    for (const { seq, clientId, text, isDeleted, status } of entries) {
      if (seq !== expected) note('gaps in the numbers', `${seq} where ${expected} is due`);
      expected = seq + 1;
      const origin = clientId === null ? undefined : writtenAt.get(clientId);
      if (clientId === null || origin === undefined) {
        note('messages that nobody wrote', `${seq} (${clientId ?? 'without an id'})`);
        continue;
      }
      if (seen.has(clientId)) {
        note('messages doubled', `${clientId} again as ${seq}`);
        continue;
      }
      seen.add(clientId);
      const before = reached.get(origin.device) ?? -1;
      if (origin.place < before) note('messages out of order', `${clientId} as ${seq}, after a later one`);
      reached.set(origin.device, Math.max(before, origin.place));
      const promised = ackedSeq.get(clientId);
      if (promised !== undefined && promised !== seq)
        note('messages under another number than acknowledged', `${clientId} is ${seq}, was ${promised}`);
      if (text !== (isDeleted ? '' : textOf(clientId))) note('texts changed', clientId);
      if (deleted.has(clientId) && !isDeleted) note('deletions not applied', clientId);
      else if (isDeleted && !tried.has(clientId)) note('messages deleted that nobody took back', clientId);
      else if (isDeleted !== deletedThere.has(clientId))
        note('deletions not applied', `${clientId}, unlike the server`);
      if (status !== null && status !== statuses.get(clientId))
        note(
          'check marks that disagree',
          `${clientId}: ${status}, the server says ${statuses.get(clientId)}`,
        );
    }
    for (const clientId of writtenAt.keys()) {
      if (seen.has(clientId)) continue;
      note(ackedSeq.has(clientId) ? 'acknowledged messages lost' : 'written messages lost', clientId);
    }
    for (const [flaw, examples] of found) {
      counts[flaw] += examples.length;
      failures.push(`${of}: ${examples.length} ${flaw}, first ${examples[0]}`);
    }
  }
  return { counts, failures };
};
