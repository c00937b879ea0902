import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { loadFile, loadOnce } from '../../src-renderer/ui/load-file.ts';

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

const askFor = (href: string) => {
  const link = document.createElement('link');
  link.rel = 'stylesheet';
  link.href = href;
  document.head.append(link);
  return link;
};
/** As a browser does: jsdom loads none. */
const come = (link: HTMLLinkElement | undefined) => {
  if (link === undefined) throw new Error('it was not asked for');
  Object.defineProperty(link, 'sheet', { value: {} });
  link.dispatchEvent(new Event('load'));
};
const askedFor = (href: string) => sheets().filter((link) => link.href === href);

it('asks for every style sheet that was lost, of which the next attempt takes each for loaded', async () => {
  const [one, two, three] = ['one', 'two', 'three'].map(
    (name) => `https://clinic.example/assets/${name}.css`,
  );
  const load = vi.fn<() => Promise<string>>().mockImplementationOnce(() => {
    for (const href of [one, two]) askFor(href ?? '');
    come(askFor(three ?? ''));
    return Promise.reject(new Error(`Unable to preload CSS for ${one ?? ''}`));
  });
  load.mockResolvedValue('the page');
  const file = loadFile(load);
  await vi.advanceTimersByTimeAsync(300);
  expect([one, two, three].map((href) => askedFor(href ?? '').length)).toEqual([2, 2, 1]);
  come(askedFor(one ?? '')[1]);
  askedFor(two ?? '')[1]?.dispatchEvent(new Event('error'));
  await vi.advanceTimersByTimeAsync(1000);
  // The first is there by now; the second is asked for again.
  expect([one, two].map((href) => askedFor(href ?? '').length)).toEqual([2, 2]);
  expect(load).toHaveBeenCalledTimes(1);
  come(askedFor(two ?? '')[1]);
  expect(await file).toBe('the page');
});

it('takes no page without its style sheet, not even with the last attempt', async () => {
  const load = vi.fn(() => {
    if (sheets().length === 0) askFor('https://clinic.example/assets/page.css');
    return load.mock.calls.length === 1 ? lost() : Promise.resolve('the page');
  });
  const failed = expect(loadFile(load)).rejects.toThrow('page.css does not come');
  for (let attempt = 1; attempt <= 5; attempt += 1) {
    await vi.advanceTimersByTimeAsync(8000);
    sheets().at(-1)?.dispatchEvent(new Event('error'));
  }
  await vi.runAllTimersAsync();
  await failed;
  expect(load).toHaveBeenCalledTimes(1);
});

it('goes without a style sheet that does not come where the part itself must be there now', async () => {
  askFor('https://clinic.example/assets/other.css');
  const part = loadOnce(() => Promise.resolve('the part'));
  sheets().at(-1)?.dispatchEvent(new Event('error'));
  expect(await part).toBe('the part');
});
