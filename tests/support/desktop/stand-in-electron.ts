import { spawn } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as inspector from 'node:inspector';
import Module, { createRequire } from 'node:module';
import { join } from 'node:path';

/**
 * A program in the place of Electron's binary, for real-electron.ts: it speaks what Playwright wants of that, Node's
 * inspector and a browser's DevTools, hands a second start to the first one, and does what the specs ask of its main
 * process so that it can be seen. There is no app in it.
 */

/** Electron's binary is called with them; `CHROMIUM` is the browser in which its windows are. */
const argv = process.argv.slice(2);
const CHROMIUM = process.env['STAND_IN_CHROMIUM'] ?? '';
const switchValue = (name: string): string =>
  argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';

const paths = new Map<string, string>();
const server = spawn(process.execPath, ['--eval', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
let isServed = true;
server.once('exit', () => (isServed = false));
const window = { isOpen: true, heard: [] as unknown[] };
let browser: ReturnType<typeof spawn> | null = null;
let isAsked = false;

const end = (): void => {
  server.kill('SIGKILL');
  browser?.once('exit', () => process.exit(0));
  browser?.kill('SIGKILL');
};

const app = Object.assign(new EventEmitter(), {
  commandLine: { getSwitchValue: switchValue },
  setPath: (name: string, path: string) => {
    if (!existsSync(path)) throw new Error(`${path} does not exist`);
    paths.set(name, path);
  },
  getAppMetrics: () => [
    { type: 'Browser', pid: process.pid },
    ...(isServed ? [{ type: 'Utility', pid: server.pid, name: 'Anteroom clinic server' }] : []),
  ],
  // As the app does: the first time it asks.
  quit: () => {
    if (isAsked) end();
    isAsked = true;
  },
});
const powerMonitor = new EventEmitter();
powerMonitor.on('shutdown', (event: { preventDefault(): void }) => {
  event.preventDefault();
  end();
});
/** With its methods on the prototype, as Electron's own. */
class PowerSaveBlocker {
  start(type: string): number {
    return type.length;
  }
  stop(): boolean {
    return true;
  }
}
const electron = {
  app,
  powerMonitor,
  powerSaveBlocker: new PowerSaveBlocker(),
  dialog: {},
  shell: { openExternal: () => Promise.reject(new Error('nothing opens here')) },
  BrowserWindow: {
    getAllWindows: () => [
      {
        close: () => (window.isOpen = false),
        isVisible: () => window.isOpen,
        webContents: { send: (...message: unknown[]) => void window.heard.push(message) },
      },
    ],
  },
};

const loader = Module as unknown as { _load: (request: string, ...rest: unknown[]) => unknown };
const load = loader._load.bind(loader);
loader._load = (request, ...rest) => (request === 'electron' ? electron : load(request, ...rest));
const script = argv[argv.indexOf('--require') + 1] ?? '';
createRequire(import.meta.url)(script);

const first = join(paths.get('userData') ?? '', 'first');
if (existsSync(first)) {
  writeFileSync(`${first}-was-told`, JSON.stringify(argv));
  process.kill(Number(readFileSync(first, 'utf8')), 'SIGUSR2');
  server.kill('SIGKILL');
} else {
  process.on('SIGUSR2', () => app.emit('second-instance'));
  writeFileSync(first, String(process.pid));
  // Playwright reads both addresses from here.
  inspector.open(0);
  const profile = join(paths.get('userData') ?? '', 'browser');
  const isRoot = process.getuid?.() === 0;
  browser = spawn(
    CHROMIUM,
    [
      ...['--headless=new', '--remote-debugging-port=0', '--no-first-run', '--disable-popup-blocking'],
      ...(isRoot ? ['--no-sandbox'] : []),
      `--user-data-dir=${profile}`,
      'data:text/html,<p>the app</p>',
    ],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
}
