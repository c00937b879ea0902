import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createStore } from 'zustand/vanilla';
import { pause } from '../../src-renderer/api/pause.ts';
import type { Platform } from '../../src-renderer/platform/platform.ts';

const setUp = (address: string | null) => {
  const serverUrl = createStore<string | null>(() => address);
  const network = new Set<Parameters<Platform['onNetwork']>[0]>();
  const onNetwork: Platform['onNetwork'] = (listener) => {
    network.add(listener);
    return () => void network.delete(listener);
  };
  const ended = vi.fn();
  void pause(1_000, { serverUrl, onNetwork }).then(ended);
  return { serverUrl, network, ended };
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('a pause before somebody is asked again', () => {
  it('takes its time', async () => {
    const { network, ended } = setUp('https://clinic.test');
    await vi.advanceTimersByTimeAsync(999);
    expect(ended).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).toHaveBeenCalledOnce();
    expect(network.size).toBe(0);
  });

  it('ends when the network is back, not when it goes', async () => {
    const { network, ended } = setUp('https://clinic.test');
    for (const listener of network) listener('lost');
    await vi.advanceTimersByTimeAsync(1);
    expect(ended).not.toHaveBeenCalled();
    for (const listener of network) listener('resume');
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toHaveBeenCalledOnce();
  });

  it('lasts until there is a server where there is none', async () => {
    const { serverUrl, ended } = setUp(null);
    await vi.advanceTimersByTimeAsync(3_600_000);
    expect(ended).not.toHaveBeenCalled();
    serverUrl.setState('http://127.0.0.1:4000', true);
    await vi.advanceTimersByTimeAsync(0);
    expect(ended).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });
});
