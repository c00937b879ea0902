import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { createStore } from 'zustand/vanilla';
import { createHttp } from '../../../src-renderer/api/http.ts';
import { createSession } from '../../../src-renderer/api/session.ts';
import { createSocketClient } from '../../../src-renderer/api/socket-client.ts';
import { createConversationStore } from '../../../src-renderer/features/messages/conversation-store.ts';
import { createNoCache } from '../../../src-renderer/platform/conversation-cache.ts';
import type { RoomsState } from '../../../src-renderer/features/waiting-room/room-store.ts';
import { createRandom } from '../random.ts';
import { textOf, type DeviceConfig, type DeviceOrder, type DeviceReport } from './device-protocol.ts';
import { createDurableLetters } from './durable-letters.ts';
import type { LogEntry } from './history.ts';
import { openJournal } from './journal.ts';

/**
 * One device of a person, as a process that may be killed at any moment: the session, connection, outbox and
 * conversation of the product, with somebody at it who writes, reads and takes back.
 */
const config = JSON.parse(process.argv[2] ?? '{}') as DeviceConfig;
const { device, url, otherId, folder, seed } = config;
const random = createRandom(seed);

/** Messages that wait to be sent at a time. */
const DEPTH = 4;
const TAKEN_BACK = 0.02;
const ACK_TIMEOUT_MS = 2_000;
/** Of the product's waits between attempts, so that little of a short life is lost. */
const HASTE = 0.2;
const EVERY_MS = 100;

const tokenFile = join(folder, 'token');
const platform = {
  serverUrl: createStore<string | null>(() => url),
  tokens: {
    read: () => Promise.resolve(readFileSync(tokenFile, 'utf8')),
    write: (token: string | null) => {
      // In one step: a kill must not leave half of it.
      writeFileSync(`${tokenFile}.new`, token ?? '');
      renameSync(`${tokenFile}.new`, tokenFile);
      return Promise.resolve();
    },
  },
  onNetwork: () => () => undefined,
  conversations: createNoCache(),
};
const hasty = (): number => random.next() * HASTE;
const http = createHttp({ baseUrl: () => url, fetch: globalThis.fetch });
const session = createSession({ http, platform, random: hasty });
const socket = createSocketClient({
  platform,
  session,
  probe: () => Promise.resolve(true),
  random: hasty,
  ackTimeoutMs: ACK_TIMEOUT_MS,
});
const journal = openJournal(join(folder, 'journal'), device);
/** Over all lives; the last one is being handed over. */
let written = journal.history.written.length;
const letters = createDurableLetters({
  journal,
  otherId,
  socket,
  newId: () => `${device}-${written}`,
  textOf,
  random: hasty,
});
const conversations = createConversationStore({
  socket,
  letters,
  rooms: { state: createStore<RoomsState>(() => ({ rooms: {} })) },
  session,
});

let mayWrite = 0;
let isSettling = false;
const waiting = (): number => letters.state.getState().entries.length;
const view = () => conversations.state.getState().views[otherId];

const write = (): void => {
  while (!isSettling && waiting() < DEPTH && written < mayWrite) {
    written += 1;
    letters.send(otherId, textOf(`${device}-${written}`));
  }
};
const takeBack = async (messageId: string, clientId: string): Promise<void> => {
  journal.note({ what: 'taking-back', clientId });
  try {
    await conversations.remove(messageId);
    journal.note({ what: 'taken-back', clientId });
  } catch {
    // Nobody knows whether it was.
  }
};

letters.onStored(({ id, clientId }) => {
  if (clientId !== null && !isSettling && random.next() < TAKEN_BACK) void takeBack(id, clientId);
});
letters.state.subscribe(() => queueMicrotask(write));

const isOwn = (senderId: string): boolean => senderId !== otherId;

const tell = (report: DeviceReport): void => void process.send?.(report);

const look = (): void => {
  const known = view();
  // As somebody does who sees that it could not be loaded.
  if (known?.problem != null) conversations.open(otherId);
  if (known?.fresh === true) conversations.markRead(otherId, known.lastSeq);
  tell({
    type: 'state',
    written,
    waiting: waiting(),
    failed: letters.state.getState().entries.filter(({ status }) => status === 'failed').length,
    lastSeq: known?.lastSeq ?? 0,
    fresh: known?.fresh === true && socket.state.getState().status === 'online',
    unmarked: isSettling
      ? (known?.messages ?? []).filter(({ sender, status }) => isOwn(sender._id) && status !== 'read').length
      : null,
    signedIn: session.state.getState().status !== 'signedOut',
    invalidEvents: socket.invalidEvents(),
  });
};

/** Loads all that there is, as if somebody scrolled to the beginning, and writes down what stands there. */
const report = async (): Promise<void> => {
  for (;;) {
    const first = view()?.messages[0]?.seq ?? 1;
    if (first === 1) break;
    await conversations.loadOlder(otherId);
    // What is being loaded already comes by itself.
    await turn();
  }
  const entries = (view()?.messages ?? []).map(
    ({ seq, clientId, content, deletedAt, sender, status }): LogEntry => ({
      seq,
      clientId,
      text: content,
      isDeleted: deletedAt !== null,
      status: isOwn(sender._id) ? status : null,
    }),
  );
  writeFileSync(join(folder, 'log.json'), JSON.stringify(entries));
  tell({ type: 'reported' });
};

process.on('message', (order: DeviceOrder) => {
  switch (order.do) {
    case 'write':
      mayWrite = order.upTo;
      write();
      break;
    case 'settle':
      isSettling = true;
      break;
    case 'report':
      void report();
  }
});
process.on('disconnect', () => process.exit(0));

session.state.subscribe(({ status }) => {
  if (status === 'signedIn') {
    conversations.follow();
    conversations.open(otherId);
    socket.connect();
  }
});
letters.restore();
setInterval(look, EVERY_MS);
await session.restore();
