import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { arch, release, totalmem, type as systemType } from 'node:os';
import { join } from 'node:path';
import type { Settings, UpdateState, WindowMode } from '../../src-preload/contract.ts';
import type { HostedServerState } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import { harmlessLine, type LineFields } from './harmless-line.ts';
import { LOG_FIELDS } from './logs.ts';
import type { WindowState } from './window-state.ts';

/**
 * What whoever helps needs to see of this app: versions, states and the last lines of its logs, as text that a person
 * reads before sending it on. No address of a clinic, no name, no key; of the logs, only what is on a list.
 */
export type Diagnostics = {
  collect(): string;
  copy(): Promise<void>;
  openFolder(): Promise<void>;
};

export type DiagnosedStates = {
  settings: Settings;
  hostedServer: HostedServerState;
  updates: UpdateState;
  window: WindowState & WindowMode;
};

const LINES = 80;
const TAIL_BYTES = 64 * 1024;

const MAIN_FIELDS: LineFields = [...LOG_FIELDS, 'errorName', 'errorCode', 'stack'];
/** Of the server's own list (server/log.ts) what identifies nobody and nothing. */
const SERVER_FIELDS: LineFields = [
  'code',
  'kind',
  'reason',
  'status',
  'milliseconds',
  'participants',
  'count',
  'attempt',
  'signal',
  'schema',
  'errorName',
  'stack',
];

/** The whole lines at the end of a file; none if there is no file. */
const tailOf = (path: string): string[] => {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return [];
  }
  try {
    const { size } = fstatSync(file);
    const from = Math.max(0, size - TAIL_BYTES);
    const bytes = Buffer.alloc(size - from);
    const read = readSync(file, bytes, 0, bytes.length, from);
    const lines = bytes.toString('utf8', 0, read).split('\n');
    // The first one may have lost its beginning.
    return (from === 0 ? lines : lines.slice(1)).filter((line) => line.trim() !== '').slice(-LINES);
  } finally {
    closeSync(file);
  }
};

const describeHosting = (state: HostedServerState): string =>
  'attempt' in state ? `${state.status} (attempt ${state.attempt})` : state.status;

const describeUpdates = (state: UpdateState): string => {
  if (state.status === 'off') return `off (${state.reason})`;
  if (state.status === 'failed') return `failed (${state.failure})`;
  return 'version' in state ? `${state.status} (${state.version})` : state.status;
};

export const createDiagnostics = ({
  electron: { app, clipboard, screen, shell },
  logFolder,
  states,
  now = Date.now,
}: {
  electron: Pick<ElectronParts, 'app' | 'clipboard' | 'screen' | 'shell'>;
  /** Absolute. */
  logFolder: string;
  states: () => DiagnosedStates;
  now?: () => number;
}): Diagnostics => {
  const logOf = (name: string, fields: LineFields): string[] => {
    const lines = tailOf(join(logFolder, name)).map((line) => harmlessLine(line, fields));
    return [`— ${name}, last ${lines.length} lines`, ...lines];
  };

  const collect = (): string => {
    const { settings, hostedServer, updates, window } = states();
    const displays = screen
      .getAllDisplays()
      .map(({ workArea, scaleFactor }) => `${workArea.width}×${workArea.height}@${scaleFactor}`);
    const { versions } = process;
    return [
      `${app.getName()} ${app.getVersion()}${app.isPackaged ? '' : ' (not packaged)'}, ${new Date(now()).toISOString()}`,
      `Electron ${versions['electron'] ?? '-'}, Chrome ${versions['chrome'] ?? '-'}, Node ${versions.node}`,
      `${systemType()} ${release()} ${arch()}, ${Math.round(totalmem() / 2 ** 30)} GB, displays ${displays.join(' ')}`,
      `languages of the system: ${app.getPreferredSystemLanguages().join(' ')}; chosen: ${settings.language ?? '-'}`,
      `theme ${settings.theme}, hosts at start: ${settings.hostOnStart ? 'yes' : 'no'}`,
      `hosted clinic: ${describeHosting(hostedServer)}`,
      `updates: ${describeUpdates(updates)}`,
      `window: zoom ${window.zoom}${window.maximized ? ', maximised' : ''}${window.fullScreen ? ', full screen' : ''}${window.mini ? ', mini' : ''}`,
      '',
      ...logOf('main.log', MAIN_FIELDS),
      '',
      ...logOf('server.log', SERVER_FIELDS),
      '',
    ].join('\n');
  };

  return {
    collect,
    copy: async () => {
      await clipboard.writeText(collect());
    },
    openFolder: async () => {
      const problem = await shell.openPath(logFolder);
      // Its words would name the folder of the person's account.
      if (problem !== '') throw new Error('the folder of the logs cannot be opened');
    },
  };
};
