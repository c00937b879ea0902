import type { BridgePush, BridgePushPayload, ShareSource } from '../src-preload/contract.ts';
import type { ElectronParts } from './electron-parts.ts';
import { isAppUrl } from './security.ts';
import type { Log } from './services/logs.ts';

/**
 * Which screen or window a page may show in a call: the person picks it in a dialog of our own page, or in the
 * system's own where there is one. Nothing is shared without that choice; the sound of the computer only where it was
 * switched on for this one time.
 */
export type ScreenShare = {
  /** To be called for every session that windows run in. */
  serve(session: Pick<Electron.Session, 'setDisplayMediaRequestHandler'>): void;
  /** @returns false if the request is not open any more */
  answer(answer: { request: number; source: string | null; sound: boolean }): boolean;
};

type Streams = { video: Electron.Video; audio?: 'loopback' };

const THUMBNAIL = { width: 320, height: 200 };
const MAX_SOURCES = 200;
const MAX_NAME = 300;
const MAX_THUMBNAIL = 1_000_000;

const toShareSource = ({ id, name, thumbnail }: Electron.DesktopCapturerSource): ShareSource => {
  const image = thumbnail.isEmpty() ? '' : thumbnail.toDataURL();
  return {
    id,
    kind: id.startsWith('screen:') ? 'screen' : 'window',
    name: name.slice(0, MAX_NAME),
    thumbnail: image.length > MAX_THUMBNAIL ? '' : image,
  };
};

export const createScreenShare = ({
  electron: { desktopCapturer },
  push,
  platform = process.platform,
  isWayland = process.env['XDG_SESSION_TYPE'] === 'wayland',
  log,
}: {
  electron: Pick<ElectronParts, 'desktopCapturer'>;
  push: <P extends BridgePush>(name: P, payload: BridgePushPayload<P>) => void;
  platform?: NodeJS.Platform;
  /** There, asking for the sources already shows the system's own dialog. */
  isWayland?: boolean;
  log: Log;
}): ScreenShare => {
  let last = 0;
  let open: {
    request: number;
    sources: readonly Electron.DesktopCapturerSource[];
    settle: (streams: Streams | null) => void;
  } | null = null;

  // Electron records what the computer plays on Windows alone.
  const canShareSound = platform === 'win32';

  const close = (streams: Streams | null): void => {
    const closing = open;
    open = null;
    closing?.settle(streams);
  };

  const ask = async (settle: (streams: Streams | null) => void): Promise<void> => {
    if (open !== null) {
      push('screen-share:withdrawn', { request: open.request });
      close(null);
    }
    last += 1;
    const request = last;
    open = { request, sources: [], settle };
    const sources = await desktopCapturer.getSources({
      types: ['screen', 'window'],
      thumbnailSize: THUMBNAIL,
    });
    if (open?.request !== request) return;
    if (isWayland) {
      const [chosen] = sources;
      close(chosen === undefined ? null : { video: chosen });
      return;
    }
    open = { request, sources, settle };
    push('screen-share:asked', {
      request,
      sources: sources.slice(0, MAX_SOURCES).map(toShareSource),
      canShareSound,
    });
  };

  return {
    serve: (session) =>
      session.setDisplayMediaRequestHandler(
        ({ frame, securityOrigin, videoRequested, userGesture }, callback) => {
          const isOurs = frame !== null && frame.parent === null && isAppUrl(securityOrigin);
          // Nothing but a click begins to share.
          if (!isOurs || !videoRequested || !userGesture) {
            log.warn('screen-share-refused', { code: 'forbidden' });
            callback(null);
            return;
          }
          const settle = (streams: Streams | null): void => {
            try {
              callback(streams);
            } catch (error) {
              // The page that asked is gone.
              log.warn('screen-share-lost', {}, error);
            }
          };
          ask(settle).catch((error: unknown) => {
            log.error('screen-share-failed', {}, error);
            close(null);
          });
        },
        { useSystemPicker: true },
      ),
    answer: ({ request, source, sound }) => {
      if (open?.request !== request) return false;
      const chosen = open.sources.find(({ id }) => id === source);
      close(
        chosen === undefined
          ? null
          : { video: chosen, ...(sound && canShareSound ? { audio: 'loopback' as const } : {}) },
      );
      return true;
    },
  };
};
