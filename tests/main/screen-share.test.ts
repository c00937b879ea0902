import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ElectronParts } from '../../src-main/electron-parts.ts';
import { createScreenShare, type ScreenShare } from '../../src-main/screen-share.ts';
import { shareRequestSchema, type ShareRequest } from '../../src-preload/contract.ts';
import { FakeDisplayMedia } from '../fakes/fake-display-media.ts';
import { FakeDesktopCapturer, fakeSource } from '../fakes/fake-screen.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';

let capturer: FakeDesktopCapturer;
let media: FakeDisplayMedia;
let share: ScreenShare;
let pushed: { name: string; payload: unknown }[];
let entries: Record<string, unknown>[];

const make = (options: { platform?: NodeJS.Platform; isWayland?: boolean } = {}) => {
  const memory = createMemoryLog();
  entries = memory.entries;
  share = createScreenShare({
    electron: { desktopCapturer: capturer as unknown as ElectronParts['desktopCapturer'] },
    push: (name, payload) => void pushed.push({ name, payload }),
    platform: 'linux',
    isWayland: false,
    ...options,
    log: memory.log,
  });
  share.serve(media as unknown as Pick<Electron.Session, 'setDisplayMediaRequestHandler'>);
};

const asked = async (count = 1): Promise<ShareRequest> => {
  const requests = await vi.waitFor(() => {
    const found = pushed.filter(({ name }) => name === 'screen-share:asked');
    expect(found).toHaveLength(count);
    return found;
  });
  return shareRequestSchema.parse(requests.at(-1)?.payload);
};

beforeEach(() => {
  capturer = new FakeDesktopCapturer();
  capturer.sources = [
    fakeSource('screen:1:0', 'Entire Screen'),
    fakeSource('window:7:0', 'Jane Canary – Chart', ''),
  ];
  media = new FakeDisplayMedia();
  media.setHandler = FakeDisplayMedia.prototype.setHandler.bind(media);
  Object.assign(media, { setDisplayMediaRequestHandler: media.setHandler });
  pushed = [];
  make();
});

describe('a shared screen', () => {
  it('is the one that the person picked', async () => {
    const streams = media.request();
    const { request, sources, canShareSound } = await asked();
    expect(sources).toEqual([
      { id: 'screen:1:0', kind: 'screen', name: 'Entire Screen', thumbnail: 'data:image/png;base64,AA==' },
      { id: 'window:7:0', kind: 'window', name: 'Jane Canary – Chart', thumbnail: '' },
    ]);
    expect(canShareSound).toBe(false);
    expect(share.answer({ request, source: 'window:7:0', sound: false })).toBe(true);
    expect(await streams).toEqual({ video: capturer.sources[1] });
    // Once: the same answer again changes nothing.
    expect(share.answer({ request, source: 'screen:1:0', sound: false })).toBe(false);
  });

  it('asks the system with its own picker where it has one', () => {
    expect(media.options).toEqual({ useSystemPicker: true });
  });

  it.each([
    ['the person cancels', null],
    ['the answer names what was not offered', 'window:99:0'],
  ])('is none when %s', async (_why, source) => {
    const streams = media.request();
    const { request } = await asked();
    share.answer({ request, source, sound: true });
    expect(await streams).toBeNull();
  });

  it.each([
    ['a page that is not ours', { securityOrigin: 'https://evil.example/' }],
    ['a frame inside of our page', { frame: { parent: {} } }],
    ['a page that is gone', { frame: null }],
    ['a page where nobody clicked', { userGesture: false }],
    ['a page that wants sound alone', { videoRequested: false }],
  ])('is refused to %s', async (_who, changes) => {
    expect(await media.request(changes)).toBeNull();
    expect(pushed).toEqual([]);
    expect(entries).toMatchObject([{ event: 'screen-share-refused', code: 'forbidden' }]);
  });

  it('brings the sound of the computer on Windows alone, and only if it was asked for', async () => {
    for (const [platform, sound, audio] of [
      ['win32', true, 'loopback'],
      ['win32', false, undefined],
      ['darwin', true, undefined],
    ] as const) {
      pushed = [];
      make({ platform });
      const streams = media.request();
      const { request, canShareSound } = await asked();
      expect(canShareSound).toBe(platform === 'win32');
      share.answer({ request, source: 'screen:1:0', sound });
      expect((await streams)?.audio).toBe(audio);
    }
  });

  it('asks once at a time: a second request takes the place of the first', async () => {
    const first = media.request();
    const { request } = await asked();
    const second = media.request();
    expect(await first).toBeNull();
    expect(pushed).toContainEqual({ name: 'screen-share:withdrawn', payload: { request } });
    const next = await asked(2);
    expect(share.answer({ request, source: 'screen:1:0', sound: false })).toBe(false);
    share.answer({ request: next.request, source: 'screen:1:0', sound: false });
    expect((await second)?.video?.id).toBe('screen:1:0');
  });

  it('was chosen already where the system asks by itself', async () => {
    make({ isWayland: true });
    expect((await media.request())?.video?.id).toBe('screen:1:0');
    capturer.sources = [];
    expect(await media.request()).toBeNull();
    expect(pushed).toEqual([]);
  });

  it('is none, and no title of a window is logged, when the system refuses', async () => {
    capturer.refusal = new Error('no permission for Jane Canary');
    expect(await media.request()).toBeNull();
    expect(entries).toMatchObject([{ event: 'screen-share-failed', errorName: 'Error' }]);
    expect(JSON.stringify(entries)).not.toMatch(/canary/i);
  });
});
