import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '../../src-main/hosted-child.ts';
import { CHILD_URL, createSupervised } from '../support/desktop/supervised-children.ts';

/** How the supervisor starts the server and keeps it running, with time and children under the test's hand. */

describe('starting', () => {
  it('sends the configuration and runs when the child listens', async () => {
    const { server, child, states, startRunning } = createSupervised();
    const state = await startRunning();
    expect(child().sent).toMatchObject([{ type: 'start', config: { port: 4001 } }]);
    expect(state).toEqual({ status: 'running', url: CHILD_URL, startedAt: '2030-01-01T00:00:00.000Z' });
    expect(states).toEqual([{ status: 'starting', attempt: 0 }, state]);
    expect(server.state()).toEqual(state);
  });

  it('twice starts one child', async () => {
    const { server, children, child, settle } = createSupervised();
    const both = Promise.all([server.start(), server.start()]);
    await settle();
    child().say({ type: 'listening', url: CHILD_URL });
    const [first, second] = await both;
    expect(first).toEqual(second);
    expect(await server.start()).toEqual(first);
    expect(children).toHaveLength(1);
  });

  it('kills and restarts a child that does not answer', async () => {
    const { child, children, clock, server, settle } = createSupervised();
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
    const { server, children } = createSupervised({
      config: () => Promise.reject(new Error('no free port')),
    });
    expect(await server.start()).toEqual({ status: 'failed', code: 'failed', cause: 'no free port' });
    expect(children).toEqual([]);
  });

  it('fails when no child can be made', async () => {
    const { server } = createSupervised({
      fork: () => {
        throw new Error('no such file');
      },
    });
    expect(await server.start()).toEqual({ status: 'failed', code: 'failed', cause: 'no such file' });
  });
});

describe('a child that dies', () => {
  it('is restarted with its configuration, and the address stays', async () => {
    const { child, children, clock, server, startRunning } = createSupervised();
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
    child(1).say({ type: 'listening', url: CHILD_URL });
    expect(server.state().status).toBe('running');
    expect(children.map(({ sent }) => sent)).toEqual([child(0).sent, child(0).sent]);
  });

  it('again and again waits twice as long, at most half a minute, and is never given up', async () => {
    const { child, clock, server, startRunning } = createSupervised();
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
    const { child, clock, server, startRunning } = createSupervised();
    await startRunning();
    for (const delay of [1_000, 2_000, 4_000]) {
      child().exit();
      clock.pass(delay);
    }
    child().say({ type: 'listening', url: CHILD_URL });
    clock.pass(DEFAULT_POLICY.healthyAfter - 1);
    child().exit();
    expect(server.state()).toMatchObject({ attempt: 4 });
    clock.pass(8_000);
    child().say({ type: 'listening', url: CHILD_URL });
    clock.pass(DEFAULT_POLICY.healthyAfter);
    child().exit();
    expect(server.state()).toMatchObject({ attempt: 1 });
  });

  it('is restarted at once when a person asks', async () => {
    const { child, children, clock, server, startRunning } = createSupervised();
    await startRunning();
    child().exit();
    const started = server.start();
    expect(children).toHaveLength(2);
    child(1).say({ type: 'listening', url: CHILD_URL });
    expect((await started).status).toBe('running');
    clock.pass(DEFAULT_POLICY.maxDelay);
    expect(children).toHaveLength(2);
  });

  it('says nothing once another has taken its place', async () => {
    const { child, server, startRunning } = createSupervised();
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
    const { child, children, clock, server, settle } = createSupervised();
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
    const { child, children, server, settle } = createSupervised();
    void server.start();
    await settle();
    child(0).say({ type: 'failed', code: 'port_in_use', message: 'port 4001 is in use' });
    const again = server.start();
    await settle();
    expect(children).toHaveLength(1);
    child(0).exit();
    await settle();
    child(1).say({ type: 'listening', url: CHILD_URL });
    expect((await again).status).toBe('running');
    expect(child(1).sent).toMatchObject([{ type: 'start', config: { port: 4002 } }]);
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
    const { child, server, startRunning } = createSupervised();
    const before = await startRunning();
    child().say(message);
    expect(server.state()).toEqual(before);
  });
});
