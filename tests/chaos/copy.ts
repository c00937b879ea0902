import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { databaseKeyFrom } from '../../server/protocol/recovery-key.ts';
import { COPY_LIMITS } from '../../src-main/services/message-cache/conversations.ts';
import type { CopyWorkerData } from '../../src-main/services/message-cache/worker-messages.ts';
import { chatMessage, DOCTOR, letter, own } from '../support/desktop/copy-samples.ts';
import { entryFile } from '../support/server-entry.ts';
import type { ChaosPart } from './part.ts';
import { createRandom, type Random } from './random.ts';
import { median, quantile } from './statistics.ts';
import { killWhileOpening, startCopyProcess, type CopyProcess } from './support/copy-process.ts';

const COUNTS = {
  short: { kills: 10, openKills: 3, messages: 2_000 },
  full: { kills: 1_000, openKills: 100, messages: 200_000 },
} as const;
/** A life is at least so many acknowledged writes long. */
const WRITES_PER_LIFE = 15;
const PEOPLE = 40;
const LOOKS = 40;
const AFTER_ALL = Number.MAX_SAFE_INTEGER;

/** As `npm test` has bundled it, else as it is built. */
const workerFile = (): string => {
  const built = join(process.cwd(), 'out/node/cache-worker.js');
  return process.env['VITEST'] === undefined && existsSync(built) ? built : entryFile('cache-worker');
};

const WORDS = [
  'blood',
  'pressure',
  'fever',
  'tablet',
  'morning',
  'better',
  'worse',
  'doctor',
  'sleep',
  'pain',
];

/** What was acknowledged, to be held against the next opening. */
const createLedger = () => {
  const letters = new Map<string, number>();
  const removed = new Set<string>();
  /** What each may be: the last that was acknowledged, and what was under way since; null is none. */
  const drafts = new Map<string, (string | null)[]>();
  const lastSeq = new Map<string, number>();
  const failures: string[] = [];
  let acked = 0;
  return {
    letters,
    removed,
    drafts,
    lastSeq,
    failures,
    ack: () => (acked += 1),
    total: () => acked,
  };
};
type Ledger = ReturnType<typeof createLedger>;

/** Writes without an end, until the process is killed. */
const write = async (
  copy: CopyProcess,
  ledger: Ledger,
  random: Random,
  next: () => number,
): Promise<void> => {
  for (;;) {
    const number = next();
    const otherId = `patient-${number % 5}`;
    const what = random.between(0, 9);
    if (what < 4) {
      await copy.call('writeLetter', letter(number));
      ledger.letters.set(`client-${number}`, number);
    } else if (what < 6) {
      const [clientId] = ledger.letters.keys();
      if (clientId === undefined) continue;
      // Sent: it may be there or not until this is acknowledged.
      ledger.letters.delete(clientId);
      await copy.call('removeLetter', clientId);
      ledger.removed.add(clientId);
    } else if (what < 7) {
      const before = ledger.drafts.get(otherId) ?? [null];
      ledger.drafts.set(otherId, [...before, `draft ${number}`]);
      await copy.call('writeDraft', { to: otherId, text: `draft ${number}` });
      ledger.drafts.set(otherId, [`draft ${number}`]);
    } else {
      const first = (ledger.lastSeq.get(otherId) ?? 0) + 1;
      const batch = Array.from({ length: random.between(1, 20) }, (_, index) =>
        chatMessage(first + index, { otherId }),
      );
      await copy.call('write', [{ kind: 'messages', messages: batch }]);
      ledger.lastSeq.set(otherId, first + batch.length - 1);
    }
    ledger.ack();
  }
};

const check = async (copy: CopyProcess, ledger: Ledger, after: string): Promise<void> => {
  const { condition, letters, drafts } = copy.opened.opened;
  const fail = (what: string) => void ledger.failures.push(`${after}: ${what}`);
  if (condition !== 'sound') fail(`it opened ${condition}`);
  const kept = new Set(letters.map(({ clientId }) => clientId));
  for (const clientId of ledger.letters.keys()) if (!kept.has(clientId)) fail(`${clientId} is lost`);
  for (const clientId of kept) if (ledger.removed.has(clientId)) fail(`${clientId} came back`);
  const orders = letters.map(({ order }) => order);
  if (orders.some((order, index) => order < (orders[index - 1] ?? 0))) fail('letters are out of order');
  for (const [to, possible] of ledger.drafts) {
    const text = drafts.find((draft) => draft.to === to)?.text ?? null;
    if (possible.includes(text)) ledger.drafts.set(to, [text]);
    else fail(`the draft to ${to} is lost`);
  }
  for (const [otherId, lastSeq] of ledger.lastSeq) {
    const { messages } = await copy.call('readMessages', otherId, AFTER_ALL, 200);
    const newest = messages.at(-1)?.seq ?? 0;
    if (newest < lastSeq) fail(`message ${lastSeq} of ${otherId} is lost: ${newest} is the last`);
    // All of a batch or nothing of it; what was not acknowledged may be there.
    ledger.lastSeq.set(otherId, newest);
  }
  // What was under way when it was killed is known from here on.
  for (const { clientId, order } of letters) ledger.letters.set(clientId, order);
};

const fill = async (copy: CopyProcess, count: number): Promise<void> => {
  const each = count / PEOPLE;
  for (let person = 0; person < PEOPLE; person += 1) {
    for (let from = 1; from <= each; from += 500) {
      const messages = Array.from({ length: Math.min(500, each - from + 1) }, (_, index) => {
        const seq = from + index;
        const otherId = `many-${person}`;
        const content = Array.from(
          { length: 12 },
          (_word, at) => WORDS[(seq * 7 + at * at + person) % WORDS.length],
        ).join(' ');
        return chatMessage(seq, {
          otherId,
          content: seq % 997 === 0 ? `${content} needle` : content,
          ...(seq % 2 === 0 && own(otherId)),
        });
      });
      await copy.call('write', [{ kind: 'messages', messages }]);
    }
  }
};

const timed = async (act: (round: number) => Promise<unknown>): Promise<number[]> => {
  const times: number[] = [];
  for (let round = 0; round < LOOKS; round += 1) {
    const startedAt = performance.now();
    await act(round);
    times.push(performance.now() - startedAt);
  }
  return times;
};

const rounded = (ms: number): number => Math.round(ms * 100) / 100;

/** How long a person waits for what a large copy has. */
const measureLarge = async (data: CopyWorkerData, count: number) => {
  const filling = await startCopyProcess(workerFile(), data);
  const filledAt = performance.now();
  await fill(filling, count);
  const fillMs = performance.now() - filledAt;
  await filling.close();
  const openedAt = performance.now();
  const copy = await startCopyProcess(workerFile(), data);
  const openMs = performance.now() - openedAt;
  const first = await timed((round) => copy.call('readMessages', `many-${round % PEOPLE}`, AFTER_ALL, 50));
  const deep = await timed((round) =>
    copy.call('readMessages', `many-${round % PEOPLE}`, count / PEOPLE / 2, 50),
  );
  const common = await timed(() => copy.call('search', 'blood pres', 20));
  const rare = await timed(() => copy.call('search', 'needle', 20));
  await copy.close();
  return {
    failures: [
      ...(median(deep) > 1.2 * median(first) + 1 ? ['a deep page takes longer than the first'] : []),
      ...(median(common) > 10 * median(first) + 5 ? ['a search takes longer than ten pages'] : []),
    ],
    measured: {
      'messages in the large copy': count,
      'writing them, in s': rounded(fillMs / 1000),
      'opening it and reading it from end to end, in ms': Math.round(openMs),
      'opening a conversation, median in ms': rounded(median(first)),
      'opening a conversation, p99 in ms': rounded(quantile(first, 0.99)),
      'a page from its middle, median in ms': rounded(median(deep)),
      'search for a common word, median in ms': rounded(median(common)),
      'search for a common word, p99 in ms': rounded(quantile(common, 0.99)),
      'search for a rare word, median in ms': rounded(median(rare)),
    },
  };
};

/** The app's own copy of conversations is killed while it is written, again and again. */
export const copy: ChaosPart = {
  name: 'copy',
  title: 'Kill -9 of the app’s own store',
  promise:
    '1,000 kills of the app while it writes conversations, letters and drafts: nothing acknowledged is lost or comes back, and letters keep their order; in 200,000 messages a conversation opens as fast as in a few, and a search takes at most ten times as long',
  async run({ scale, seed, report }) {
    const { kills, openKills, messages } = COUNTS[scale];
    const random = createRandom(seed);
    const folder = mkdtempSync(join(tmpdir(), 'anteroom-copy-'));
    const { id: _id, fullname, email, role } = DOCTOR;
    const dataIn = (name: string): CopyWorkerData => ({
      task: 'serve',
      place: { folder: join(folder, name), key: databaseKeyFrom(new Uint8Array(32).fill(0x5a)) },
      owner: { _id, fullname, email, role },
      limits: COPY_LIMITS,
    });
    const ledger = createLedger();
    let number = 0;
    let done = 0;
    try {
      const data = dataIn('killed');
      for (let kill = 0; kill < openKills; kill += 1) {
        await killWhileOpening(workerFile(), data, random.between(20, 250));
      }
      let living = await startCopyProcess(workerFile(), data);
      await check(living, ledger, 'after kills during the first openings');
      for (let round = 1; round <= kills; round += 1) {
        const before = ledger.total();
        const writing = write(living, ledger, random, () => (number += 1)).catch(() => undefined);
        while (ledger.total() < before + WRITES_PER_LIFE) await pause(2);
        await pause(random.between(0, 30));
        await living.kill();
        await writing;
        if (round % Math.floor(kills / openKills) === 0) {
          await killWhileOpening(workerFile(), data, random.between(20, 250));
        }
        living = await startCopyProcess(workerFile(), data);
        await check(living, ledger, `kill ${round}`);
        done = round;
        if (round % 100 === 0) report(`${round} of ${kills} kills, ${ledger.total()} writes`);
        if (ledger.failures.length > 20) break;
      }
      await living.close();
      const large = await measureLarge(dataIn('large'), messages);
      return {
        measured: {
          kills: done,
          'kills while it opened': openKills * 2,
          'acknowledged writes': ledger.total(),
          'acknowledged writes lost': ledger.failures.length,
          ...large.measured,
        },
        failures: [...ledger.failures, ...(scale === 'full' ? large.failures : [])],
      };
    } finally {
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};
