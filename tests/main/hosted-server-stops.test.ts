import { describe, expect, it } from 'vitest';
import type { ParentMessage } from '../../server/child-protocol.ts';
import { DEFAULT_POLICY } from '../../src-main/hosted-child.ts';
import { CHILD_URL, createSupervised } from '../support/desktop/supervised-children.ts';

/** How the supervisor stops and restarts the server, and what it asks it, with time and children under the test's hand. */

describe('stopping', () => {
  it('asks the child, waits for its end and kills nothing', async () => {
    const { child, clock, server, startRunning } = createSupervised();
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
    const { child, clock, server, startRunning } = createSupervised();
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
    const { child, server, startRunning, statuses } = createSupervised();
    await startRunning();
    const both = [server.stop(), server.stop()];
    child().exit({ code: 0, signal: null });
    await Promise.all(both);
    await server.stop();
    expect(child().sent.filter(({ type }) => type === 'stop')).toHaveLength(1);
    expect(statuses()).toEqual(['starting', 'running', 'stopped']);
  });

  it('ends the waiting for a restart', async () => {
    const { child, children, clock, server, startRunning } = createSupervised();
    await startRunning();
    child().exit();
    expect((await server.stop()).status).toBe('stopped');
    expect(clock.pending()).toBe(0);
    expect(children).toHaveLength(1);
  });

  it('while it starts ends the start, too', async () => {
    const { child, server, settle } = createSupervised();
    const started = server.start();
    await settle();
    const stopped = server.stop();
    child().exit({ code: 0, signal: null });
    expect([await started, await stopped].map(({ status }) => status)).toEqual(['stopped', 'stopped']);
  });

  it('before the configuration is there starts no child', async () => {
    const { children, server, settle } = createSupervised();
    const started = server.start();
    await server.stop();
    await settle();
    expect((await started).status).toBe('stopped');
    expect(children).toEqual([]);
  });

  it('is followed by a start that was asked for meanwhile', async () => {
    const { child, server, settle, startRunning } = createSupervised();
    await startRunning();
    void server.stop();
    const started = server.start();
    child(0).exit({ code: 0, signal: null });
    await settle();
    child(1).say({ type: 'listening', url: CHILD_URL });
    expect((await started).status).toBe('running');
  });

  it('keeps restarting afterwards', async () => {
    const { child, server, startRunning } = createSupervised();
    await server.stop();
    await startRunning();
    child().exit();
    expect(server.state().status).toBe('restarting');
  });
});

describe('restarting', () => {
  it('ends the child first and asks for the configuration anew', async () => {
    const { child, children, server, settle, startRunning, statuses } = createSupervised();
    await startRunning();
    const restarted = server.restart();
    await settle();
    expect(children).toHaveLength(1);
    child(0).exit({ code: 0, signal: null });
    await settle();
    child(1).say({ type: 'listening', url: CHILD_URL });
    expect((await restarted).status).toBe('running');
    expect(child(1).sent).toMatchObject([{ type: 'start', config: { port: 4002 } }]);
    expect(statuses()).toEqual(['starting', 'running', 'stopped', 'starting', 'running']);
  });

  it('tells the configuration that it runs with, and the next one while nothing runs', async () => {
    const { child, server, startRunning } = createSupervised();
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
    const { child, server, clock, startRunning } = createSupervised();
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
    const { child, server, clock, startRunning } = createSupervised();
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
