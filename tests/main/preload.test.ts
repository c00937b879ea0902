import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { AnteroomBridge, BridgeAnswer } from '../../src-preload/contract.ts';
import type { FakeElectron } from '../fakes/fake-electron.ts';
import type { PageElectron } from '../fakes/page-electron.ts';
import { CALL_PLACES, PUSH_PLACES } from '../support/desktop/bridge-names.ts';
import { BRIDGE_SAMPLES } from '../support/desktop/bridge-samples.ts';

/** The preload script itself, over the fake module, seen from the page. */

let bridge: AnteroomBridge;
let electron: FakeElectron & PageElectron;
let answers: Map<string, () => BridgeAnswer<unknown>>;
let calls: { channel: string; args: unknown[] }[];

type Functions = Record<string, Record<string, (input: unknown) => Promise<unknown>>>;
const functionAt = (subject: string, key: string): ((input: unknown) => Promise<unknown>) => {
  const found = (bridge as unknown as Functions)[subject]?.[key];
  if (found === undefined) throw new Error(`the bridge has no ${subject}.${key}`);
  return found;
};

beforeAll(async () => {
  // Not an import statement: its types are Electron's, and this is the fake.
  ({ default: electron } = (await import('electron')) as unknown as { default: FakeElectron & PageElectron });
  for (const { name: channel } of CALL_PLACES) {
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
    const names = Object.entries(bridge).flatMap(([subject, functions]) =>
      Object.keys(functions).map((name) => `${subject}.${name}`),
    );
    const expected = [...CALL_PLACES, ...PUSH_PLACES].map(({ subject, key }) => `${subject}.${key}`);
    expect(names.toSorted()).toEqual(expected.toSorted());
    expect(Object.isFrozen(bridge)).toBe(true);
    expect(Object.values(bridge).every((functions) => Object.isFrozen(functions))).toBe(true);
  });

  it.each(CALL_PLACES)('reaches $name with its input', async ({ name, subject, key }) => {
    const { input } = BRIDGE_SAMPLES[name];
    await functionAt(subject, key)(input);
    expect(calls).toEqual([{ channel: name, args: [input] }]);
  });

  it('resolves with the result alone', async () => {
    answers.set('hosted-server:state', () => ({ result: { status: 'stopped' } }));
    expect(await bridge.hostedServer.state()).toEqual({ status: 'stopped' });
    await expect(bridge.shell.openExternal({ url: 'https://example.org/' })).resolves.toBeUndefined();
  });

  it('rejects with the code, which survives the way into the page', async () => {
    answers.set('shell:open-external', () => ({ error: { code: 'forbidden', message: 'not this' } }));
    await expect(bridge.shell.openExternal({ url: 'file:///' })).rejects.toEqual({
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
