import { appendFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import {
  checkDelivery,
  FLAWS,
  type DeviceHistory,
  type Flaw,
  type Log,
  type LogEntry,
} from './delivery/history.ts';
import { openJournal } from './delivery/journal.ts';

const textOf = (clientId: string): string => `text of ${clientId}`;

/** Two devices that took turns: a-1, b-1, a-2, b-2, a-3. The last is not acknowledged, b-1 is taken back. */
const IDS = ['a-1', 'b-1', 'a-2', 'b-2', 'a-3'];
const devices: DeviceHistory[] = ['a', 'b'].map((device) => ({
  device,
  written: IDS.filter((id) => id.startsWith(device)),
  acked: IDS.flatMap((clientId, index) =>
    clientId.startsWith(device) && clientId !== 'a-3' ? [{ clientId, seq: index + 1 }] : [],
  ),
  deletions: device === 'b' ? [{ clientId: 'b-1', acked: true }] : [{ clientId: 'a-2', acked: false }],
}));

const entry = (clientId: string, seq: number): LogEntry => ({
  seq,
  clientId,
  text: clientId === 'b-1' ? '' : textOf(clientId),
  isDeleted: clientId === 'b-1',
  status: 'read',
});
const good = (): LogEntry[] => IDS.map((clientId, index) => entry(clientId, index + 1));

/** What is found if one device shows this, and the server has all as it should be. */
const flawsOf = (shown: LogEntry[], server: LogEntry[] = good()): Partial<Record<Flaw, number>> => {
  const logs: Log[] = [
    { of: 'server', entries: server },
    { of: 'phone', entries: shown },
  ];
  const { counts, failures } = checkDelivery({ devices, logs, textOf });
  const found = FLAWS.filter((flaw) => counts[flaw] > 0).map((flaw) => [flaw, counts[flaw]]);
  expect(failures.length > 0).toBe(found.length > 0);
  return Object.fromEntries(found) as Partial<Record<Flaw, number>>;
};
const numbered = (entries: readonly LogEntry[]): LogEntry[] =>
  entries.map((known, index) => ({ ...known, seq: index + 1 }));
const changed = (clientId: string, change: Partial<LogEntry>): LogEntry[] =>
  good().map((known) => (known.clientId === clientId ? { ...known, ...change } : known));

describe('the checker of deliveries', () => {
  it('finds nothing where all is well, and does not mind what is not told', () => {
    expect(flawsOf(good())).toEqual({});
    expect(flawsOf(good().map((known) => ({ ...known, status: null })))).toEqual({});
  });

  it('finds a lost message, whether it was acknowledged or only written', () => {
    expect(flawsOf(good().filter(({ clientId }) => clientId !== 'b-2'))).toEqual({
      'acknowledged messages lost': 1,
      'gaps in the numbers': 1,
    });
    expect(flawsOf(good().slice(0, 4))).toEqual({ 'written messages lost': 1 });
    expect(flawsOf([])).toEqual({ 'acknowledged messages lost': 4, 'written messages lost': 1 });
  });

  it('finds a doubled message', () => {
    expect(flawsOf([...good(), entry('a-3', 6)])).toEqual({ 'messages doubled': 1 });
  });

  it('finds messages of one device that were swapped, and not those of two', () => {
    const swapped = numbered(['a-2', 'b-1', 'a-1', 'b-2', 'a-3'].map((clientId) => entry(clientId, 0)));
    expect(flawsOf(swapped)).toEqual({
      'messages out of order': 1,
      'messages under another number than acknowledged': 2,
    });
    const unpromised = devices.map((device) => ({ ...device, acked: [] }));
    const entries = numbered(['b-1', 'a-1', 'a-2', 'b-2', 'a-3'].map((clientId) => entry(clientId, 0)));
    const logs = [{ of: 'server', entries }];
    expect(checkDelivery({ devices: unpromised, logs, textOf }).failures).toEqual([]);
  });

  it('finds what nobody wrote, and what was written otherwise', () => {
    expect(flawsOf([...good(), { ...entry('c-1', 6), clientId: null }])).toEqual({
      'messages that nobody wrote': 1,
    });
    expect(flawsOf(changed('a-1', { text: 'another text' }))).toEqual({ 'texts changed': 1 });
  });

  it('finds a deletion that did not come, one that nobody wanted, and one that is not everywhere', () => {
    const back = { isDeleted: false, text: textOf('b-1') };
    expect(flawsOf(changed('b-1', back))).toEqual({ 'deletions not applied': 1 });
    expect(flawsOf(changed('a-1', { isDeleted: true, text: '' }))).toEqual({
      'messages deleted that nobody took back': 1,
    });
    // Without an answer it may have been, or not; all have to say the same.
    const gone = changed('a-2', { isDeleted: true, text: '' });
    expect(flawsOf(gone, gone)).toEqual({});
    expect(flawsOf(gone)).toEqual({ 'deletions not applied': 1 });
  });

  it('finds check marks that are not the server’s', () => {
    expect(flawsOf(changed('a-3', { status: 'sent' }))).toEqual({ 'check marks that disagree': 1 });
  });
});

it('a journal is there again after a kill, without the line that was cut', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'anteroom-journal-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'journal');
  const first = openJournal(file, 'phone');
  for (const clientId of ['p-1', 'p-2', 'p-3']) first.note({ what: 'written', clientId });
  first.note({ what: 'acked', clientId: 'p-1', seq: 7 });
  first.note({ what: 'taking-back', clientId: 'p-1' });
  first.close();
  appendFileSync(file, '{"what":"written","cli');
  const again = openJournal(file, 'phone');
  again.note({ what: 'taken-back', clientId: 'p-1' });
  again.close();
  const last = openJournal(file, 'phone');
  expect(last.waiting()).toEqual(['p-2', 'p-3']);
  expect(last.history).toEqual({
    device: 'phone',
    written: ['p-1', 'p-2', 'p-3'],
    acked: [{ clientId: 'p-1', seq: 7 }],
    deletions: [{ clientId: 'p-1', acked: true }],
  });
  last.close();
});
