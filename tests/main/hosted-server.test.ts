import { describe, expect, it } from 'vitest';
import type { ParentMessage } from '../../server/child-protocol.ts';
import {
  createHostedServer,
  DEFAULT_POLICY,
  type ChildExit,
  type ChildHandle,
  type Timers,
} from '../../src-main/hosted-server.ts';
import { hostedServerStateSchema, type HostedServerState } from '../../src-preload/contract.ts';
import { createMemoryLog } from '../support/desktop/memory-log.ts';
import { testConfig } from '../support/desktop/hosted-server-config.ts';

/** The supervisor's decisions, with time and children under the test's hand. */

const URL = 'http://127.0.0.1:4000';
const KILLED: ChildExit = { code: null, signal: 'SIGKILL' };

type FakeChild = {
  sent: ParentMessage[];
  killed: boolean;
  say(message: unknown): void;
  exit(exit?: ChildExit): void;
};

const createClock = () => {
  let now = Date.parse('2030-01-01T00:00:00Z');
  let waiting: { at: number; action: () => void }[] = [];
  const timers: Timers = {
    now: () => now,
    after: (milliseconds, action) => {
      const entry = { at: now + milliseconds, action };
      waiting.push(entry);
      return {
        cancel: () => {
          waiting = waiting.filter((other) => other !== entry);
        },
      };
    },
  };
  return {
    timers,
    pending: () => waiting.length,
    pass: (milliseconds: number) => {
      const until = now + milliseconds;
      for (;;) {
        const next = waiting.filter(({ at }) => at <= until).toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) break;
        waiting = waiting.filter((other) => other !== next);
        now = next.at;
        next.action();
      }
      now = until;
    },
  };
};

const setUp = (
  options: { config?: () => Promise<ReturnType<typeof testConfig>>; fork?: () => never } = {},
) => {
  const children: FakeChild[] = [];
  const states: HostedServerState[] = [];
  const clock = createClock();
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
      child().say({ type: 'listening', url: URL });
      return started;
    },
  };
};

describe('starting', () => {
  it('sends the configuration and runs when the child listens', async () => {
    const { server, child, states, startRunning } = setUp();
    const state = await startRunning();
    expect(child().sent).toMatchObject([{ type: 'start', config: { port: 4001 } }]);
    expect(state).toEqual({ status: 'running', url: URL, startedAt: '2030-01-01T00:00:00.000Z' });
    expect(states).toEqual([{ status: 'starting', attempt: 0 }, state]);
    expect(server.state()).toEqual(state);
  });

  it('twice starts one child', async () => {
    const { server, children, child, settle } = setUp();
    const both = Promise.all([server.start(), server.start()]);
    await settle();
    child().say({ type: 'listening', url: URL });
    const [first, second] = await both;
    expect(first).toEqual(second);
    expect(await server.start()).toEqual(first);
    expect(children).toHaveLength(1);
  });

  it('kills and restarts a child that does not answer', async () => {
    const { child, children, clock, server, settle } = setUp();
    const started = server.start();
    await settle();
    clock.pass(DEFAULT_POLICY.startTimeout);
    expect(child(0).killed).toBe(true);
    child(0).exit();
    expect((await started).status).toBe('restarting');
    clock.pass(DEFAULT_POLICY.firstDelay);
    expect(children).toHaveLength(2);
  });

  it('fails when there is no configuration', async () => {
    const { server, children } = setUp({ config: () => Promise.reject(new Error('no free port')) });
    expect(await server.start()).toEqual({ status: 'failed', code: 'failed', cause: 'no free port' });
    expect(children).toEqual([]);
  });

  it('fails when no child can be made', async () => {
    const { server } = setUp({
      fork: () => {
        throw new Error('no such file');
      },
    });
    expect(await server.start()).toEqual({ status: 'failed', code: 'failed', cause: 'no such file' });
  });
});

describe('a child that dies', () => {
  it('is restarted with its configuration, and the address stays', async () => {
    const { child, children, clock, server, startRunning } = setUp();
    await startRunning();
    child(0).exit();
    expect(server.state()).toEqual({
      status: 'restarting',
      attempt: 1,
      retryAt: '2030-01-01T00:00:01.000Z',
      cause: 'signal SIGKILL',
    });
    clock.pass(1_000);
    expect(server.state()).toEqual({ status: 'starting', attempt: 1 });
    child(1).say({ type: 'listening', url: URL });
    expect(server.state().status).toBe('running');
    expect(children.map(({ sent }) => sent)).toEqual([child(0).sent, child(0).sent]);
  });

  it('again and again waits twice as long, at most half a minute, and is never given up', async () => {
    const { child, clock, server, startRunning } = setUp();
    await startRunning();
    const delays: number[] = [];
    for (let attempt = 1; attempt <= 20; attempt += 1) {
      child().exit({ code: 1, signal: null });
      const state = server.state();
      if (state.status !== 'restarting') throw new Error(`it is ${state.status}`);
      expect(state).toMatchObject({ attempt, cause: 'exit code 1' });
      const delay = Date.parse(state.retryAt) - clock.timers.now();
      delays.push(delay / 1_000);
      clock.pass(delay);
    }
    expect(delays).toEqual([1, 2, 4, 8, 16, ...Array<number>(15).fill(30)]);
  });

  it('after a healthy minute waits one second again', async () => {
    const { child, clock, server, startRunning } = setUp();
    await startRunning();
    for (const delay of [1_000, 2_000, 4_000]) {
      child().exit();
      clock.pass(delay);
    }
    child().say({ type: 'listening', url: URL });
    clock.pass(DEFAULT_POLICY.healthyAfter - 1);
    child().exit();
    expect(server.state()).toMatchObject({ attempt: 4 });
    clock.pass(8_000);
    child().say({ type: 'listening', url: URL });
    clock.pass(DEFAULT_POLICY.healthyAfter);
    child().exit();
    expect(server.state()).toMatchObject({ attempt: 1 });
  });

  it('is restarted at once when a person asks', async () => {
    const { child, children, clock, server, startRunning } = setUp();
    await startRunning();
    child().exit();
    const started = server.start();
    expect(children).toHaveLength(2);
    child(1).say({ type: 'listening', url: URL });
    expect((await started).status).toBe('running');
    clock.pass(DEFAULT_POLICY.maxDelay);
    expect(children).toHaveLength(2);
  });

  it('says nothing once another has taken its place', async () => {
    const { child, server, startRunning } = setUp();
    await startRunning();
    child(0).exit();
    void server.start();
    child(0).say({ type: 'failed', code: 'failed', message: 'late' });
    child(0).exit();
    expect(server.state()).toEqual({ status: 'starting', attempt: 1 });
  });
});

describe('a failure that would repeat', () => {
  it('is final: the cause is shown, the child killed, nothing restarted', async () => {
    const { child, children, clock, server, settle } = setUp();
    const started = server.start();
    await settle();
    child().say({ type: 'failed', code: 'wrong_key', message: 'wrong key' });
    expect(await started).toEqual({ status: 'failed', code: 'wrong_key', cause: 'wrong key' });
    expect(child().killed).toBe(true);
    child().exit();
    expect(clock.pending()).toBe(0);
    clock.pass(DEFAULT_POLICY.healthyAfter);
    expect(children).toHaveLength(1);
    expect(server.state().status).toBe('failed');
  });

  it('can be tried again, with a new configuration, once the last child is gone', async () => {
    const { child, children, server, settle } = setUp();
    void server.start();
    await settle();
    child(0).say({ type: 'failed', code: 'port_in_use', message: 'port 4001 is in use' });
    const again = server.start();
    await settle();
    expect(children).toHaveLength(1);
    child(0).exit();
    await settle();
    child(1).say({ type: 'listening', url: URL });
    expect((await again).status).toBe('running');
    expect(child(1).sent).toMatchObject([{ type: 'start', config: { port: 4002 } }]);
  });
});

describe('stopping', () => {
  it('asks the child, waits for its end and kills nothing', async () => {
    const { child, clock, server, startRunning } = setUp();
    await startRunning();
    const stopped = server.stop();
    expect(child().sent.at(-1)).toEqual({ type: 'stop' });
    expect(server.state().status).toBe('running');
    child().say({ type: 'stopped' });
    child().exit({ code: 0, signal: null });
    expect(await stopped).toEqual({ status: 'stopped' });
    expect(child().killed).toBe(false);
    expect(clock.pending()).toBe(0);
  });

  it('kills a child that does not end in time', async () => {
    const { child, clock, server, startRunning } = setUp();
    await startRunning();
    const stopped = server.stop();
    clock.pass(DEFAULT_POLICY.stopGrace - 1);
    expect(child().killed).toBe(false);
    clock.pass(1);
    expect(child().killed).toBe(true);
    child().exit();
    expect((await stopped).status).toBe('stopped');
  });

  it('is idempotent, at the same time and one after the other', async () => {
    const { child, server, startRunning, statuses } = setUp();
    await startRunning();
    const both = [server.stop(), server.stop()];
    child().exit({ code: 0, signal: null });
    await Promise.all(both);
    await server.stop();
    expect(child().sent.filter(({ type }) => type === 'stop')).toHaveLength(1);
    expect(statuses()).toEqual(['starting', 'running', 'stopped']);
  });

  it('ends the waiting for a restart', async () => {
    const { child, children, clock, server, startRunning } = setUp();
    await startRunning();
    child().exit();
    expect((await server.stop()).status).toBe('stopped');
    expect(clock.pending()).toBe(0);
    expect(children).toHaveLength(1);
  });

  it('while it starts ends the start, too', async () => {
    const { child, server, settle } = setUp();
    const started = server.start();
    await settle();
    const stopped = server.stop();
    child().exit({ code: 0, signal: null });
    expect([await started, await stopped].map(({ status }) => status)).toEqual(['stopped', 'stopped']);
  });

  it('before the configuration is there starts no child', async () => {
    const { children, server, settle } = setUp();
    const started = server.start();
    await server.stop();
    await settle();
    expect((await started).status).toBe('stopped');
    expect(children).toEqual([]);
  });

  it('is followed by a start that was asked for meanwhile', async () => {
    const { child, server, settle, startRunning } = setUp();
    await startRunning();
    void server.stop();
    const started = server.start();
    child(0).exit({ code: 0, signal: null });
    await settle();
    child(1).say({ type: 'listening', url: URL });
    expect((await started).status).toBe('running');
  });

  it('keeps restarting afterwards', async () => {
    const { child, server, startRunning } = setUp();
    await server.stop();
    await startRunning();
    child().exit();
    expect(server.state().status).toBe('restarting');
  });
});

describe('messages', () => {
  it.each([
    null,
    undefined,
    'listening',
    42,
    {},
    { type: 'listening' },
    { type: 'dance' },
    { type: 'listening', url: '' },
  ])('that nobody understands change nothing: %o', async (message) => {
    const { child, server, startRunning } = setUp();
    const before = await startRunning();
    child().say(message);
    expect(server.state()).toEqual(before);
  });
});

describe('restarting', () => {
  it('ends the child first and asks for the configuration anew', async () => {
    const { child, children, server, settle, startRunning, statuses } = setUp();
    await startRunning();
    const restarted = server.restart();
    await settle();
    expect(children).toHaveLength(1);
    child(0).exit({ code: 0, signal: null });
    await settle();
    child(1).say({ type: 'listening', url: URL });
    expect((await restarted).status).toBe('running');
    expect(child(1).sent).toMatchObject([{ type: 'start', config: { port: 4002 } }]);
    expect(statuses()).toEqual(['starting', 'running', 'stopped', 'starting', 'running']);
  });

  it('tells the configuration that it runs with, and the next one while nothing runs', async () => {
    const { child, server, startRunning } = setUp();
    await startRunning();
    expect((await server.config()).port).toBe(4001);
    expect((await server.config()).port).toBe(4001);
    const stopped = server.stop();
    child().exit({ code: 0, signal: null });
    await stopped;
    expect((await server.config()).port).toBe(4002);
  });
});

describe('a question to the server', () => {
  const QUESTION = { about: 'export', file: '/somewhere' } as const;
  const ANSWER = { about: 'refused', code: 'no_room' } as const;
  const idOf = (message: ParentMessage | undefined): number => (message?.type === 'ask' ? message.id : -1);

  it('finds its answer by its number, in whatever order they come', async () => {
    const { child, server, clock, startRunning } = setUp();
    await startRunning();
    const pending = clock.pending();
    const [first, second] = [server.ask(QUESTION, 100), server.ask({ about: 'report' }, 100)];
    const [, firstAsked, secondAsked] = child().sent;
    expect(firstAsked).toMatchObject({ type: 'ask', question: QUESTION });
    child().say({ type: 'answered', id: idOf(secondAsked), answer: { about: 'refused', code: 'failed' } });
    child().say({ type: 'answered', id: idOf(firstAsked), answer: ANSWER });
    // A second answer to the same question is to nobody.
    child().say({ type: 'answered', id: idOf(firstAsked), answer: { about: 'refused', code: 'failed' } });
    expect(await first).toEqual(ANSWER);
    expect(await second).toEqual({ about: 'refused', code: 'failed' });
    expect(clock.pending()).toBe(pending);
  });

  it('has none in time, none from a server that dies, and none where none runs', async () => {
    const { child, server, clock, startRunning } = setUp();
    expect(await server.ask(QUESTION, 100)).toBeNull();
    await startRunning();
    const late = server.ask(QUESTION, 100);
    clock.pass(100);
    expect(await late).toBeNull();
    const unanswered = server.ask(QUESTION, 100);
    child().exit();
    expect(await unanswered).toBeNull();
    expect(await server.ask(QUESTION, 100)).toBeNull();
    expect(server.state().status).toBe('restarting');
  });
});
