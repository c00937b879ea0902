import { describe, expect, it } from 'vitest';
import { settingsSchema, type HostedServerState, type Settings } from '../../src-preload/contract.ts';
import { createDesktopPlatform } from '../../src-renderer/platform/desktop.ts';
import { createFakeBridge } from '../support/desktop/fake-bridge.ts';

const createBridge = (settings: Partial<Settings> = {}) => {
  let current: Settings = {
    theme: 'system',
    language: null,
    clinicUrl: null,
    hostOnStart: false,
    ...settings,
  };
  const running: HostedServerState = {
    status: 'running',
    url: 'http://127.0.0.1:4000/',
    startedAt: new Date().toISOString(),
  };
  const { bridge, push } = createFakeBridge({
    'settings:get': () => current,
    'settings:update': (changes) => (current = settingsSchema.parse({ ...current, ...changes })),
    'hosted-server:start': () => running,
  });
  return {
    bridge,
    running,
    push: (state: HostedServerState) => push('hosted-server:changed', state),
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

  it('prefers the clinic that it joined, and keeps settings through the bridge', async () => {
    const { bridge, settings } = createBridge({ clinicUrl: 'https://clinic.test/' });
    const platform = await createDesktopPlatform(bridge, window);
    expect(platform.serverUrl.getState()).toBe('https://clinic.test');
    await platform.updateSettings({ theme: 'dark' });
    expect(settings().theme).toBe('dark');
    expect(platform.settings.getState()).toEqual({ theme: 'dark', language: null });
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
