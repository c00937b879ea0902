import type { Config, Reconfiguration } from '../server/config.ts';
import { childMessageSchema, type Answer, type Question } from '../server/child-protocol.ts';
import type { StartFailure } from '../server/protocol/start-failure.ts';
import type { HostedServerState } from '../src-preload/contract.ts';
import { createChildQuestions } from './child-questions.ts';
import {
  DEFAULT_POLICY,
  describeExit,
  type ChildExit,
  type ChildHandle,
  type SupervisionPolicy,
} from './hosted-child.ts';
import { HostedStartError } from './hosted-start-error.ts';
import type { Log } from './services/logs.ts';
import { systemTimers, type Timer, type Timers } from './timers.ts';

/**
 * Supervises the clinic's server in a child process, so that neither its load nor its crash reaches the
 * windows. It knows neither Electron nor Node's child processes: both come in as a fork function.
 */

/** Of ports that looked free and could not be had, at one start. */
const MOST_TAKEN_PORTS = 10;

export type RunningFacts = Omit<
  Extract<HostedServerState, { status: 'running' }>,
  'status' | 'url' | 'startedAt'
>;

export type HostedServer = {
  state(): HostedServerState;
  /**
   * Starts the server unless it runs; while it waits for a restart, restarts it now.
   * Resolves with the first state after `starting`.
   */
  start(): Promise<HostedServerState>;
  /** Stops the server, or the waiting for a restart. Idempotent. */
  stop(): Promise<HostedServerState>;
  /** Stops it and starts it again, with a configuration that is asked for anew. */
  restart(): Promise<HostedServerState>;
  /**
   * What a running server answers.
   * @returns null if none runs, or it ends or does not answer in time
   */
  ask(question: Question, timeoutMs: number): Promise<Answer | null>;
  /** The configuration that the server runs with; while none is wanted, the one that it would start with. */
  config(): Promise<Config>;
  /** Gives a server that runs or starts, and its restarts, another address, other certificates or another relay. */
  reconfigure(change: Reconfiguration): void;
};

/** It runs, starts, or waits for its restart. */
export const isWanted = ({ status }: HostedServerState): boolean =>
  status !== 'stopped' && status !== 'failed';

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export const createHostedServer = ({
  fork,
  config,
  onListening = () => {},
  facts = () => ({}),
  onState,
  log,
  timers = systemTimers,
  policy = DEFAULT_POLICY,
}: {
  fork: () => ChildHandle;
  /**
   * Asked once for each start that a person wants; restarts keep the answer, and with it the address. Asked again
   * when another program took the port between the look at it and the listening: an answer with one of
   * `takenPorts` says that it has to be this port.
   */
  config: (takenPorts: readonly number[]) => Promise<Config>;
  /** A server listens with the last configuration; before its state says so. */
  onListening?: () => void;
  /** What else there is to say of a server that runs; asked with each state of it. */
  facts?: () => RunningFacts;
  onState: (state: HostedServerState) => void;
  log: Log;
  timers?: Timers;
  policy?: SupervisionPolicy;
}): HostedServer => {
  let state: HostedServerState = { status: 'stopped' };
  /** Of the present start; null while nobody wants a server. */
  let run: {
    config: Config | null;
    child: ChildHandle | null;
    failures: number;
    takenPorts: readonly number[];
    /** What changed while the configuration was asked for; the address is the configuration's own. */
    changed: Pick<Reconfiguration, 'tls' | 'turn'> | null;
  } | null = null;
  /** The last process until it is gone; it can outlive its run. */
  let child: ChildHandle | null = null;
  let stopping: Promise<HostedServerState> | null = null;
  let awaitingExit: (() => void)[] = [];
  /** The one thing that this supervisor waits for: an answer, health, or the next restart. */
  let timer: Timer | null = null;
  let waiters: ((state: HostedServerState) => void)[] = [];
  const questions = createChildQuestions(timers);

  const wait = (milliseconds: number, action: () => void): void => {
    timer?.cancel();
    timer = timers.after(milliseconds, () => {
      timer = null;
      action();
    });
  };
  const stopWaiting = (): void => {
    timer?.cancel();
    timer = null;
  };

  const enter = (next: HostedServerState): void => {
    state = next;
    onState(next);
    if (next.status === 'starting') return;
    const settled = waiters;
    waiters = [];
    for (const resolve of settled) resolve(next);
  };

  const fail = (code: StartFailure, cause: string): void => {
    stopWaiting();
    run = null;
    log.error('hosted-server', { status: 'failed', code });
    enter({ status: 'failed', code, cause });
  };

  const restartLater = (cause: string): void => {
    if (run === null) return;
    run.child = null;
    run.failures += 1;
    const delay = Math.min(policy.firstDelay * 2 ** (run.failures - 1), policy.maxDelay);
    log.warn('hosted-server', { status: 'restarting', attempt: run.failures, delayMs: delay });
    enter({
      status: 'restarting',
      attempt: run.failures,
      retryAt: new Date(timers.now() + delay).toISOString(),
      cause,
    });
    wait(delay, launch);
  };

  const onMessage = (handle: ChildHandle, raw: unknown): void => {
    if (run === null || handle !== run.child) return;
    const message = childMessageSchema.safeParse(raw);
    if (!message.success) {
      log.warn('hosted-server-message-unknown', { code: 'bad_request' });
    } else if (message.data.type === 'answered') {
      questions.answered(message.data.id, message.data.answer);
    } else if (message.data.type === 'listening') {
      const healthy = run;
      wait(policy.healthyAfter, () => {
        healthy.failures = 0;
      });
      log.info('hosted-server', { status: 'running', attempt: run.failures });
      onListening();
      enter({
        status: 'running',
        url: message.data.url,
        startedAt: new Date(timers.now()).toISOString(),
        ...facts(),
      });
    } else if (message.data.type === 'failed') {
      const { code, message: cause } = message.data;
      if (code !== 'port_in_use' || !moveOn(run)) fail(code, cause);
      handle.kill();
    }
  };

  const onExit = (handle: ChildHandle, exit: ChildExit): void => {
    if (handle !== child) return;
    child = null;
    questions.giveUp();
    log.info('hosted-server-exit', { exitCode: exit.code, signal: exit.signal });
    const waiting = awaitingExit;
    awaitingExit = [];
    for (const resolve of waiting) resolve();
    if (run?.child === handle) restartLater(describeExit(exit));
  };

  const launch = (): void => {
    if (run?.config == null) return;
    if (state.status !== 'starting') enter({ status: 'starting', attempt: run.failures });
    let handle: ChildHandle;
    try {
      handle = fork();
    } catch (error) {
      fail('failed', messageOf(error));
      return;
    }
    child = handle;
    run.child = handle;
    handle.onMessage((message) => onMessage(handle, message));
    handle.onExit((exit) => onExit(handle, exit));
    wait(policy.startTimeout, () => {
      log.warn('hosted-server', { status: 'no-answer' });
      handle.kill();
    });
    handle.postMessage({ type: 'start', config: run.config });
  };

  /** The next state that is not `starting`. */
  const settled = (): Promise<HostedServerState> =>
    new Promise((resolve) => {
      waiters.push(resolve);
    });

  const childGone = (): Promise<void> =>
    new Promise((resolve) => {
      if (child === null) resolve();
      else awaitingExit.push(resolve);
    });

  /** Asks for the configuration and launches a child with it. */
  const prepare = async (mine: NonNullable<typeof run>): Promise<void> => {
    try {
      // One that failed may still hold the port and the database.
      await childGone();
      mine.config = { ...(await config(mine.takenPorts)), ...mine.changed };
    } catch (error) {
      if (run === mine) fail(error instanceof HostedStartError ? error.code : 'failed', messageOf(error));
    }
    if (run !== mine || mine.config === null) return;
    const { port } = mine.config;
    if (mine.takenPorts.includes(port)) fail('port_in_use', `port ${port} is in use`);
    else launch();
  };

  const begin = async (): Promise<void> => {
    run = { config: null, child: null, failures: 0, takenPorts: [], changed: null };
    enter({ status: 'starting', attempt: 0 });
    await prepare(run);
  };

  /**
   * Another program was faster than this one after its look at the port: starts on another port.
   * @returns false when it has been tried often enough
   */
  const moveOn = (mine: NonNullable<typeof run>): boolean => {
    if (mine.config === null || mine.takenPorts.length === MOST_TAKEN_PORTS) return false;
    const { port } = mine.config;
    log.warn('hosted-server', { status: 'port-taken', port });
    stopWaiting();
    mine.takenPorts = [...mine.takenPorts, port];
    mine.config = null;
    mine.changed = null;
    mine.child = null;
    void prepare(mine);
    return true;
  };

  const end = async (): Promise<HostedServerState> => {
    run = null;
    stopWaiting();
    if (child !== null) {
      const last = child;
      last.postMessage({ type: 'stop' });
      wait(policy.stopGrace, () => {
        log.warn('hosted-server', { status: 'killed' });
        last.kill();
      });
      await childGone();
      stopWaiting();
    }
    if (state.status !== 'stopped') enter({ status: 'stopped' });
    return state;
  };

  const start = async (): Promise<HostedServerState> => {
    if (stopping !== null) await stopping;
    if (state.status === 'running') return state;
    const outcome = settled();
    if (run === null) void begin();
    else if (state.status === 'restarting') {
      stopWaiting();
      launch();
    }
    return outcome;
  };
  const stop = (): Promise<HostedServerState> =>
    (stopping ??= end().finally(() => {
      stopping = null;
    }));

  return {
    state: () => state,
    start,
    stop,
    restart: async () => {
      await stop();
      return start();
    },
    ask: async (question, timeoutMs) => {
      if (state.status !== 'running' || child === null) return null;
      return questions.ask(child, question, timeoutMs);
    },
    config: async () => run?.config ?? config(run?.takenPorts ?? []),
    reconfigure: (change) => {
      if (run === null) return;
      if (run.config === null) {
        const { tls, turn } = change;
        run.changed = { tls, turn };
        return;
      }
      run.config = { ...run.config, ...change };
      run.child?.postMessage({ type: 'reconfigure', ...change });
      if (state.status === 'running') enter({ ...state, ...facts() });
    },
  };
};
