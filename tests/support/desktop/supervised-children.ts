import type { ParentMessage } from '../../../server/child-protocol.ts';
import type { Config } from '../../../server/config.ts';
import type { ChildExit, ChildHandle } from '../../../src-main/hosted-child.ts';
import { createHostedServer } from '../../../src-main/hosted-server.ts';
import { hostedServerStateSchema, type HostedServerState } from '../../../src-preload/contract.ts';
import { testConfig } from './hosted-server-config.ts';
import { createManualTimers } from './manual-timers.ts';
import { createMemoryLog } from './memory-log.ts';

/** Where the children say that they listen. */
export const CHILD_URL = 'http://127.0.0.1:4000';
const KILLED: ChildExit = { code: null, signal: 'SIGKILL' };

export type FakeChild = {
  sent: ParentMessage[];
  killed: boolean;
  say(message: unknown): void;
  exit(exit?: ChildExit): void;
};

/** A supervisor whose children do as a test says. Configurations have the ports from 4001 on. */
export const createSupervised = (
  options: {
    config?: (takenPorts: readonly number[]) => Promise<Config>;
    fork?: () => never;
    onListening?: () => void;
  } = {},
) => {
  const children: FakeChild[] = [];
  const states: HostedServerState[] = [];
  const clock = createManualTimers(Date.parse('2030-01-01T00:00:00Z'));
  let configurations = 0;
  const fork = (): ChildHandle => {
    let onMessage: (message: unknown) => void = () => {};
    let onExit: (exit: ChildExit) => void = () => {};
    const child: FakeChild = {
      sent: [],
      killed: false,
      say: (message) => onMessage(message),
      exit: (exit = KILLED) => onExit(exit),
    };
    children.push(child);
    return {
      postMessage: (message) => child.sent.push(message),
      onMessage: (listener) => {
        onMessage = listener;
      },
      onExit: (listener) => {
        onExit = listener;
      },
      kill: () => {
        child.killed = true;
      },
    };
  };
  const server = createHostedServer({
    fork: options.fork ?? fork,
    config:
      options.config ??
      (async () => {
        configurations += 1;
        return testConfig({ dataDir: '/nowhere', port: 4000 + configurations });
      }),
    ...(options.onListening === undefined ? {} : { onListening: options.onListening }),
    onState: (state) => states.push(hostedServerStateSchema.parse(state)),
    log: createMemoryLog().log,
    timers: clock.timers,
  });
  const child = (index = children.length - 1): FakeChild => {
    const found = children[index];
    if (found === undefined) throw new Error('no child was started');
    return found;
  };
  /** Lets the supervisor's promises run. */
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    server,
    children,
    states,
    statuses: () => states.map(({ status }) => status),
    clock,
    child,
    settle,
    startRunning: async () => {
      const started = server.start();
      await settle();
      child().say({ type: 'listening', url: CHILD_URL });
      return started;
    },
  };
};
