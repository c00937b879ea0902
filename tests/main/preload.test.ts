import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AnteroomBridge, BridgeAnswer, BridgeCall } from '../../src-preload/contract.ts';
import { bridgeCalls } from '../../src-preload/contract.ts';
import type { FakeElectron } from '../fakes/fake-electron.ts';
import type { PageElectron } from '../fakes/page-electron.ts';

/** The preload script itself, over the fake module, seen from the page. */

let bridge: AnteroomBridge;
let electron: FakeElectron & PageElectron;
let answers: Map<string, () => BridgeAnswer<unknown>>;
let calls: { channel: string; args: unknown[] }[];

beforeAll(async () => {
  // Not an import statement: its types are Electron's, and this is the fake.
  ({ default: electron } = (await import('electron')) as unknown as { default: FakeElectron & PageElectron });
  for (const channel of Object.keys(bridgeCalls) as BridgeCall[]) {
    electron.ipcMain.handle(channel, (_event, ...args) => {
      calls.push({ channel, args });
      return answers.get(channel)?.() ?? { result: undefined };
    });
  }
  await import('../../src-preload/index.ts');
  bridge = (globalThis as unknown as { anteroom: AnteroomBridge }).anteroom;
});

beforeEach(() => {
  answers = new Map();
  calls = [];
});

describe('window.anteroom', () => {
  it('is one frozen object with the names of the contract and no other way in', () => {
    const names = Object.fromEntries(
      Object.entries(bridge).map(([group, methods]) => [group, Object.keys(methods)]),
    );
    expect(names).toEqual({
      app: ['info'],
      settings: ['get', 'update', 'onChanged'],
      hostedServer: ['state', 'start', 'stop', 'onChanged'],
      shell: ['openExternal'],
    });
    expect(Object.isFrozen(bridge)).toBe(true);
    expect(Object.values(bridge).every((methods) => Object.isFrozen(methods))).toBe(true);
  });

  it('reaches every call of the contract with its input', async () => {
    await bridge.app.info();
    await bridge.settings.get();
    await bridge.settings.update({ theme: 'dark' });
    await bridge.hostedServer.state();
    await bridge.hostedServer.start();
    await bridge.hostedServer.stop();
    await bridge.shell.openExternal('https://example.org/');
    expect(calls).toEqual([
      { channel: 'app:info', args: [undefined] },
      { channel: 'settings:get', args: [undefined] },
      { channel: 'settings:update', args: [{ theme: 'dark' }] },
      { channel: 'hosted-server:state', args: [undefined] },
      { channel: 'hosted-server:start', args: [undefined] },
      { channel: 'hosted-server:stop', args: [undefined] },
      { channel: 'shell:open-external', args: [{ url: 'https://example.org/' }] },
    ]);
    expect(calls.map(({ channel }) => channel).toSorted()).toEqual(Object.keys(bridgeCalls).toSorted());
  });

  it('resolves with the result alone', async () => {
    answers.set('hosted-server:state', () => ({ result: { status: 'stopped' } }));
    expect(await bridge.hostedServer.state()).toEqual({ status: 'stopped' });
    await expect(bridge.shell.openExternal('https://example.org/')).resolves.toBeUndefined();
  });

  it('rejects with the code, which survives the way into the page', async () => {
    answers.set('shell:open-external', () => ({ error: { code: 'forbidden', message: 'not this' } }));
    await expect(bridge.shell.openExternal('file:///')).rejects.toEqual({
      name: 'BridgeError',
      code: 'forbidden',
      message: 'not this',
    });
  });

  it('rejects with a code, too, when the call does not get through', async () => {
    answers.set('settings:get', () => {
      throw new Error('broken');
    });
    await expect(bridge.settings.get()).rejects.toMatchObject({
      code: 'failed',
      message: "Error invoking remote method 'settings:get': Error: broken",
    });
  });

  it('passes pushes on, without the event, until the page stops listening', () => {
    const heard: unknown[][] = [];
    const stop = bridge.hostedServer.onChanged((...args) => heard.push(args));
    const stopSettings = bridge.settings.onChanged((...args) => heard.push(args));
    electron.deliver('hosted-server:changed', { status: 'stopped' });
    stop();
    electron.deliver('hosted-server:changed', { status: 'starting', attempt: 0 });
    electron.deliver('settings:changed', { theme: 'dark' });
    stopSettings();
    expect(heard).toEqual([[{ status: 'stopped' }], [{ theme: 'dark' }]]);
    expect(electron.listenerCount('hosted-server:changed')).toBe(0);
    expect(electron.listenerCount('settings:changed')).toBe(0);
  });
});
