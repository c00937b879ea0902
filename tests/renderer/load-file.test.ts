import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadFile } from '../../src-renderer/ui/load-file.ts';

const lost = () => Promise.reject(new TypeError('Failed to fetch dynamically imported module'));
const goOnline = (isOnline: boolean) => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(isOnline);
  if (isOnline) window.dispatchEvent(new Event('online'));
};
const sheets = () => [...document.head.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  document.head.replaceChildren();
});

it('asks again for a file that a network dropped', async () => {
  const load = vi
    .fn<() => Promise<string>>()
    .mockImplementationOnce(lost)
    .mockImplementationOnce(lost)
    .mockResolvedValue('the page');
  const file = loadFile(load);
  await vi.runAllTimersAsync();
  expect(await file).toBe('the page');
  expect(load).toHaveBeenCalledTimes(3);
});

it('waits for a network that is gone, however long, and then asks at once', async () => {
  let isThere = false;
  const load = vi.fn(() => (isThere ? Promise.resolve('the page') : lost()));
  goOnline(false);
  const file = loadFile(load);
  await vi.advanceTimersByTimeAsync(60 * 60 * 1000);
  expect(load).toHaveBeenCalledTimes(1);
  isThere = true;
  goOnline(true);
  expect(await file).toBe('the page');
  expect(load).toHaveBeenCalledTimes(2);
});

it('gives up with what the last attempt said, where the network is there and the file is not', async () => {
  const load = vi.fn(lost);
  const failed = expect(loadFile(load)).rejects.toThrow('Failed to fetch dynamically imported module');
  await vi.runAllTimersAsync();
  await failed;
  expect(load).toHaveBeenCalledTimes(6);
});

it('asks for a style sheet that was lost, which the next attempt takes for loaded', async () => {
  const load = vi
    .fn<() => Promise<string>>()
    .mockRejectedValueOnce(new Error('Unable to preload CSS for https://clinic.example/assets/page.css'))
    .mockResolvedValue('the page');
  const file = loadFile(load);
  await vi.advanceTimersByTimeAsync(300);
  const [lostAgain] = sheets();
  expect(lostAgain?.href).toBe('https://clinic.example/assets/page.css');
  lostAgain?.dispatchEvent(new Event('error'));
  await vi.advanceTimersByTimeAsync(1000);
  expect(sheets()).toHaveLength(1);
  expect(load).toHaveBeenCalledTimes(1);
  sheets()[0]?.dispatchEvent(new Event('load'));
  expect(await file).toBe('the page');
});
