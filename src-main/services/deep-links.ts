import { parseAppLink, type JoinLink } from '../../server/protocol/join-link.ts';
import type { ArrivedLink } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import type { Log } from './logs.ts';

/**
 * Links that the system opens this app with. They are read and kept, nothing else: what a link asks for happens
 * when the person has agreed to it in the window.
 */

export const LINK_SCHEME = 'anteroom';

/** What the system meant for us; what is wrong with the rest of it is told to the person. */
const OURS = new RegExp(`^${LINK_SCHEME}:`, 'i');
const isOurs = (text: string): boolean => OURS.test(text);

/**
 * The link among the arguments of a start. Windows and Linux hand it over so, beside whatever else Chromium or a
 * person put there; only the first counts.
 */
export const linkIn = (argv: readonly string[]): string | null => argv.find(isOurs) ?? null;

export type DeepLinks = {
  /** The link that the person has not decided on; null if there is none. */
  waiting(): ArrivedLink | null;
  /** It is decided. */
  drop(): void;
};

/**
 * Must be called before Electron is ready: on macOS, the link that starts the app comes before.
 * @param argv of this process
 * @param onLink called for each link that comes while the app runs
 */
export const createDeepLinks = ({
  app,
  argv,
  onLink,
  log,
}: {
  app: Pick<ElectronParts['app'], 'on' | 'isPackaged' | 'setAsDefaultProtocolClient'>;
  argv: readonly string[];
  onLink: (arrived: ArrivedLink) => void;
  log: Log;
}): DeepLinks => {
  let waiting: ArrivedLink | null = null;

  const read = (text: string): ArrivedLink => {
    const link: JoinLink | null = parseAppLink(text);
    // Never the link itself: it lets whoever reads it into the visit.
    log.info('deep-link', { code: link === null ? 'unreadable' : 'invitation' });
    return { link };
  };
  const arrive = (text: string): void => {
    waiting = read(text);
    onLink(waiting);
  };

  app.on('open-url', (event, url) => {
    event.preventDefault();
    if (isOurs(url)) arrive(url);
  });
  app.on('second-instance', (_event, others) => {
    const text = linkIn(others);
    if (text !== null) arrive(text);
  });
  const first = linkIn(argv);
  if (first !== null) waiting = read(first);

  // A checkout does not put itself into the place of the installed app.
  if (app.isPackaged && !app.setAsDefaultProtocolClient(LINK_SCHEME)) {
    log.warn('deep-links-not-registered', {});
  }

  return {
    waiting: () => waiting,
    drop: () => {
      waiting = null;
    },
  };
};
