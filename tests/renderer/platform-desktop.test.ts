import { describe, expect, it } from 'vitest';
import {
  settingsSchema,
  USUAL_MESSAGE_ALERTS,
  type CurrentClinic,
  type HostedServerState,
  type Settings,
} from '../../src-preload/contract.ts';
import { createDesktopPlatform } from '../../src-renderer/platform/desktop.ts';
import { SAMPLE_CLINIC } from '../support/desktop/bridge-samples.ts';
import { createFakeBridge } from '../support/desktop/fake-bridge.ts';

const createBridge = (joined: CurrentClinic = { clinic: null, keyChanged: false }) => {
  const tokens = new Map<string | null, string | null>();
  let current: Settings = {
    theme: 'system',
    language: null,
    hostOnStart: false,
    messageAlerts: USUAL_MESSAGE_ALERTS,
  };
  const running: HostedServerState = {
    status: 'running',
    url: 'http://127.0.0.1:4000/',
    startedAt: new Date().toISOString(),
  };
  const { bridge, push } = createFakeBridge({
    'clinics:current': () => joined,
    'tokens:read': ({ clinic }) => ({ token: tokens.get(clinic) ?? null, keeping: 'safe' }),
    'tokens:write': ({ clinic, token }) => {
      tokens.set(clinic, token);
      return { keeping: 'memory' };
    },
    'settings:get': () => current,
    'settings:update': (changes) => (current = settingsSchema.parse({ ...current, ...changes })),
    'hosted-server:start': () => running,
  });
  return {
    bridge,
    running,
    push: (state: HostedServerState) => push('hosted-server:changed', state),
    pushClinic: (current: CurrentClinic) => push('clinics:changed', current),
    tokens,
    settings: () => current,
  };
};

describe('the desktop platform', () => {
  it('knows no clinic until it hosts one', async () => {
    const { bridge } = createBridge();
    const platform = await createDesktopPlatform(bridge, window);
    expect(platform.serverUrl.getState()).toBeNull();
    await platform.host?.start();
    expect(platform.serverUrl.getState()).toBe('http://127.0.0.1:4000');
    await platform.host?.stop();
    expect(platform.serverUrl.getState()).toBeNull();
  });

  it('keeps the address while the hosted clinic is being started again', async () => {
    const { bridge, push, running } = createBridge();
    const platform = await createDesktopPlatform(bridge, window);
    push(running);
    push({ status: 'restarting', attempt: 1, retryAt: new Date().toISOString(), cause: 'exit 1' });
    expect(platform.serverUrl.getState()).toBe('http://127.0.0.1:4000');
    expect(platform.host?.state.getState().status).toBe('restarting');
    push({ status: 'failed', code: 'failed', cause: 'exit 1' });
    expect(platform.serverUrl.getState()).toBeNull();
  });

  it('is in the clinic that it joined, as long as the window is open', async () => {
    const { bridge, running, push, pushClinic } = createBridge({ clinic: SAMPLE_CLINIC, keyChanged: false });
    const platform = await createDesktopPlatform(bridge, window);
    const address = `https://${SAMPLE_CLINIC.host}`;
    expect(platform.serverUrl.getState()).toBe(address);
    push(running);
    pushClinic({ clinic: SAMPLE_CLINIC, keyChanged: true });
    expect(platform.joined?.current.getState().keyChanged).toBe(true);
    pushClinic({ clinic: null, keyChanged: false });
    expect(platform.joined?.current.getState()).toEqual({ clinic: SAMPLE_CLINIC, keyChanged: true });
    expect(platform.serverUrl.getState()).toBe(address);
  });

  it('keeps the token of its clinic in the main process, and knows how', async () => {
    const { bridge, tokens } = createBridge({ clinic: SAMPLE_CLINIC, keyChanged: false });
    tokens.set(null, 'of the own clinic');
    const platform = await createDesktopPlatform(bridge, window);
    expect(await platform.tokens.read()).toBeNull();
    expect(platform.joined?.tokenKeeping.getState()).toBe('safe');
    await platform.tokens.write('of this clinic');
    expect(platform.joined?.tokenKeeping.getState()).toBe('memory');
    expect(await platform.tokens.read()).toBe('of this clinic');
    expect(tokens.get(null)).toBe('of the own clinic');
    expect(window.sessionStorage.length).toBe(0);
  });

  it('keeps settings through the bridge', async () => {
    const { bridge, settings } = createBridge();
    const platform = await createDesktopPlatform(bridge, window);
    await platform.updateSettings({ theme: 'dark' });
    expect(settings().theme).toBe('dark');
    expect(platform.settings.getState()).toEqual({
      theme: 'dark',
      language: null,
      messageAlerts: USUAL_MESSAGE_ALERTS,
    });
  });

  it('tells that the computer has slept, and that it was unlocked', async () => {
    const { bridge, push } = createFakeBridge();
    const platform = await createDesktopPlatform(bridge, window);
    const moments: string[] = [];
    const end = platform.onNetwork((moment) => moments.push(moment));
    for (const moment of ['suspend', 'resume', 'lock', 'unlock'] as const) push('power:changed', { moment });
    expect(moments).toEqual(['slept', 'resume']);
    end();
    push('power:changed', { moment: 'resume' });
    window.dispatchEvent(new Event('online'));
    expect(moments).toHaveLength(2);
  });
});
