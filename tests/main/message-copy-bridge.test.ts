import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createMessageCacheHandlers } from '../../src-main/bridge/message-cache.ts';
import { serveBridge, type BridgeHandlers, type IpcSource } from '../../src-main/ipc.ts';
import { createSessions, type Sessions } from '../../src-main/sessions.ts';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import { isAppUrl } from '../../src-main/security.ts';
import { messageCacheCalls, type BridgeAnswer, type BridgeCall } from '../../src-preload/contract.ts';
import { createFakeElectron, type FakeElectron } from '../fakes/fake-electron.ts';
import { BRIDGE_SAMPLES, SAMPLE_CLINIC } from '../support/desktop/bridge-samples.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { createCopyComputer, DOCTOR, type CopyComputer } from '../support/desktop/message-copies.ts';

const CALLS = Object.keys(messageCacheCalls) as (keyof typeof messageCacheCalls & BridgeCall)[];

let computer: CopyComputer;
let electron: FakeElectron;
let sessions: Sessions;
beforeEach(() => {
  computer = createCopyComputer();
  electron = createFakeElectron({ userData: computer.path });
  sessions = createSessions({
    electron: electron as unknown as Pick<ElectronParts, 'session'>,
    serveApp: async () => new Response(''),
    ownPins: () => [],
    onVerdict: () => undefined,
  });
  serveBridge({
    ipc: electron.ipcMain as unknown as IpcSource,
    handlers: createMessageCacheHandlers({
      messageCache: computer.start(),
      sessions,
    }) as unknown as BridgeHandlers,
    isTrusted: isAppUrl,
    log: createMemoryLog().log,
  });
});
afterEach(() => computer.dispose());

/** A call of a page in this session of Electron; undefined: nobody knows which. */
const call = async (session: unknown, name: BridgeCall, input: unknown) =>
  (await electron.ipcMain.invoke(
    { sender: { session }, senderFrame: { url: 'app://anteroom/', parent: null } },
    name,
    input,
  )) as BridgeAnswer<unknown>;
const own = () => electron.session.defaultSession;
const joined = () =>
  electron.session.fromPartition(sessions.partitionFor(SAMPLE_CLINIC) ?? 'of no clinic') as unknown;

describe('the bridge to the copies of conversations', () => {
  it('leads a window to those of its own clinic', async () => {
    sessions.partitionFor(null);
    expect((await call(own(), 'message-cache:open', { clinic: null, user: DOCTOR })).error).toBeUndefined();
    const clinic = SAMPLE_CLINIC.id;
    expect((await call(joined(), 'message-cache:open', { clinic, user: DOCTOR })).error).toBeUndefined();
  });

  it.each(CALLS)('answers nothing of another clinic to %s', async (name) => {
    sessions.partitionFor(null);
    // Every sample is of the clinic of this computer.
    for (const session of [joined(), {}, undefined]) {
      expect((await call(session, name, BRIDGE_SAMPLES[name].input)).error?.code).toBe('forbidden');
    }
    expect([...computer.kept.keys()]).toEqual([]);
  });

  it('leads nowhere without a person who is signed in', async () => {
    sessions.partitionFor(null);
    const { input } = BRIDGE_SAMPLES['message-cache:read-messages'];
    expect((await call(own(), 'message-cache:read-messages', input)).error?.code).toBe('failed');
  });
});
