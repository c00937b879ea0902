import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { holdsWithin } from '../support/until.ts';
import type { TcpProxy } from '../tcp-proxy.ts';
import type { DeviceConfig, DeviceOrder, DeviceReport, DeviceState } from './device-protocol.ts';
import type { DeviceHistory, Log, LogEntry } from './history.ts';
import { openJournal } from './journal.ts';

/** A device that outlives its processes. */
export type Device = {
  readonly name: string;
  readonly line: TcpProxy;
  start(): void;
  kill(): Promise<void>;
  /** What it said last in this life; null if it has said nothing yet. */
  state(): DeviceState | null;
  /** So many messages it may have written in the end. */
  allow(upTo: number): void;
  /** From now on it only sends and reads. */
  settle(): void;
  /** All that it shows. @throws if it cannot load it in time */
  log(withinMs: number): Promise<Log>;
  history(): DeviceHistory;
  /** What it printed before it ended by itself, if it did. */
  crashes(): readonly string[];
};

/**
 * @param program of a device, as `bundleDevice` makes it
 * @param refreshToken of a session of this device's person
 */
export const createDevice = (
  config: Omit<DeviceConfig, 'url' | 'seed'> & {
    line: TcpProxy;
    program: string;
    refreshToken: string;
    seed: () => number;
  },
): Device => {
  const { line, program, refreshToken, seed, device: name, folder } = config;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'token'), refreshToken);
  const crashes: string[] = [];
  let life: { child: ChildProcess; exited: Promise<unknown> } | null = null;
  let state: DeviceState | null = null;
  let allowed = 0;
  let isSettling = false;
  let hasReported = false;

  const order = (what: DeviceOrder): void => void life?.child.send(what, () => undefined);

  return {
    name,
    line,
    start() {
      const own: DeviceConfig = {
        device: name,
        url: line.url,
        otherId: config.otherId,
        folder,
        seed: seed(),
      };
      const child = fork(program, [JSON.stringify(own)], {
        execArgv: [],
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      let printed = '';
      child.stderr?.on('data', (data: Buffer) => {
        printed = `${printed}${data.toString()}`.slice(-2000);
      });
      child.on('message', (report: DeviceReport) => {
        if (life?.child !== child) return;
        if (report.type === 'state') state = report;
        else hasReported = true;
      });
      child.on('exit', () => {
        if (life?.child === child) crashes.push(`${name} ended by itself: ${printed}`);
      });
      life = { child, exited: once(child, 'exit') };
      state = null;
      order({ do: 'write', upTo: allowed });
      if (isSettling) order({ do: 'settle' });
    },
    async kill() {
      if (life === null) return;
      const { child, exited } = life;
      life = null;
      state = null;
      child.kill('SIGKILL');
      if (child.exitCode === null && child.signalCode === null) await exited;
    },
    state: () => state,
    allow(upTo) {
      allowed = upTo;
      order({ do: 'write', upTo });
    },
    settle() {
      isSettling = true;
      order({ do: 'settle' });
    },
    async log(withinMs) {
      hasReported = false;
      order({ do: 'report' });
      if (!(await holdsWithin(withinMs, () => hasReported)))
        throw new Error(`${name} could not load everything`);
      return { of: name, entries: JSON.parse(readFileSync(join(folder, 'log.json'), 'utf8')) as LogEntry[] };
    },
    history() {
      const journal = openJournal(join(folder, 'journal'), name);
      journal.close();
      return journal.history;
    },
    crashes: () => crashes,
  };
};
