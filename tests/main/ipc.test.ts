import { beforeEach, describe, expect, it } from 'vitest';
import {
  BridgeError,
  push,
  serveBridge,
  type BridgeHandlers,
  type BridgeSender,
  type IpcSource,
} from '../../src-main/ipc.ts';
import { isAppUrl } from '../../src-main/security.ts';
import {
  bridgeCalls,
  type BridgeAnswer,
  type BridgeCall,
  type Settings,
} from '../../src-preload/contract.ts';
import { createFakeElectron, type FakeElectron } from '../fakes/fake-electron.ts';
import { BRIDGE_SAMPLES, SAMPLE_SETTINGS as SETTINGS } from '../support/desktop/bridge-samples.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';

const CALLS = Object.keys(bridgeCalls) as BridgeCall[];
const APP = 'app://anteroom/';

let electron: FakeElectron;
let received: { call: BridgeCall; input: unknown }[];
let entries: Record<string, unknown>[];
let handlers: BridgeHandlers;

const from = (url: string, parent: unknown = null) => ({ senderFrame: { url, parent } });

const invoke = async (call: string, args: unknown[] = [], event: unknown = from(APP)) =>
  (await electron.ipcMain.invoke(event, call, ...args)) as BridgeAnswer<unknown>;

beforeEach(() => {
  electron = createFakeElectron({ userData: '/nowhere' });
  received = [];
  handlers = Object.fromEntries(
    CALLS.map((call) => [
      call,
      (input: unknown) => {
        received.push({ call, input });
        return BRIDGE_SAMPLES[call].output;
      },
    ]),
  ) as unknown as BridgeHandlers;
  const memory = createMemoryLog();
  entries = memory.entries;
  serveBridge({
    ipc: electron.ipcMain as unknown as IpcSource,
    // Looked up at each call, so that a test can replace one.
    handlers: Object.fromEntries(
      CALLS.map((call) => [call, (input: never, from: BridgeSender) => handlers[call](input, from)]),
    ) as BridgeHandlers,
    isTrusted: isAppUrl,
    log: memory.log,
  });
});

describe('the main side of the bridge', () => {
  it('serves every call of the contract and nothing else', () => {
    expect(electron.ipcMain.channels.toSorted()).toEqual(CALLS.toSorted());
  });

  it.each(CALLS)('answers %s from the main frame of the app', async (call) => {
    const answer = await invoke(call, [BRIDGE_SAMPLES[call].input]);
    expect(answer.error).toBeUndefined();
    expect(bridgeCalls[call].output.safeParse(answer.result).success).toBe(true);
    expect(received).toEqual([{ call, input: BRIDGE_SAMPLES[call].input }]);
  });

  it.each([
    ['a page from elsewhere', from('https://evil.example/')],
    ['a page that only looks like the app', from('https://app.anteroom/')],
    ['a host that begins like the app', from('app://anteroom.evil/')],
    ['a login part that looks like the app', from('app://anteroom@evil/')],
    ['an empty page', from('about:blank')],
    ['a data page', from('data:text/html,hello')],
    ['a file', from('file:///etc/passwd')],
    ['a frame inside the app', from(APP, { url: APP })],
    ['a frame that is gone', { senderFrame: null }],
  ])('refuses every call of %s', async (_name, event) => {
    for (const call of CALLS) {
      expect(await invoke(call, [BRIDGE_SAMPLES[call].input], event)).toEqual({
        error: { code: 'forbidden', message: expect.any(String) as string },
      });
    }
    expect(received).toEqual([]);
    expect(entries.map((entry) => [entry['event'], entry['channel']])).toEqual(
      CALLS.map((call) => ['bridge-refused', call]),
    );
  });

  it('hands the handler only the fields of the contract', async () => {
    await invoke('settings:update', [JSON.parse('{"theme":"light","__proto__":{"x":1},"extra":true}')]);
    expect(received).toEqual([{ call: 'settings:update', input: { theme: 'light' } }]);
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('answers the code of a refusal', async () => {
    handlers['shell:open-external'] = () => {
      throw new BridgeError('forbidden', 'not this address');
    };
    expect(await invoke('shell:open-external', [BRIDGE_SAMPLES['shell:open-external'].input])).toEqual({
      error: { code: 'forbidden', message: 'not this address' },
    });
  });

  it('tells the page nothing about an unexpected error, and logs no word of its message', async () => {
    handlers['settings:get'] = () => Promise.reject(new Error('patient Jane Canary in /home/jane'));
    const answer = await invoke('settings:get');
    expect(answer.error?.code).toBe('failed');
    expect(entries).toMatchObject([{ event: 'bridge-failed', channel: 'settings:get', errorName: 'Error' }]);
    expect(JSON.stringify([answer, entries])).not.toMatch(/canary|jane/i);
  });

  it('answers failed when a handler breaks the contract', async () => {
    handlers['settings:get'] = () => ({ ...SETTINGS, theme: 'sepia' }) as unknown as Settings;
    expect((await invoke('settings:get')).error?.code).toBe('failed');
  });
});

describe('a push', () => {
  it('reaches the window with the payload of the contract', () => {
    const window = new electron.BrowserWindow({});
    const sent: unknown[] = [];
    window.webContents.onSend = (...message) => sent.push(message);
    push(window, 'settings:changed', { ...SETTINGS, secret: 'x' } as Settings);
    expect(sent).toEqual([['settings:changed', SETTINGS]]);
  });

  it('to a window that is gone is no error', () => {
    const window = new electron.BrowserWindow({});
    window.close();
    expect(() => push(window, 'hosted-server:changed', { status: 'stopped' })).not.toThrow();
  });
});
