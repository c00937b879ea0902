import { describe, expect, it } from 'vitest';
import type { Message } from '../../server/cluster/messages.ts';
import { createOutgoing } from '../../server/cluster/outgoing.ts';

type Sent = { number: number; messages: Message[] };

/** A Redis whose every answer the test gives. */
const setUp = () => {
  const sent: Sent[] = [];
  const answers: PromiseWithResolvers<void>[] = [];
  const states: boolean[] = [];
  const outgoing = createOutgoing({
    seal: (number, messages) => Buffer.from(JSON.stringify({ number, messages })),
    append(frame) {
      sent.push(JSON.parse(frame.toString()) as Sent);
      const answer = Promise.withResolvers<void>();
      answers.push(answer);
      return answer.promise;
    },
    onRedis: (isThere) => states.push(isThere),
  });
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  const answer = async (isTaken: boolean): Promise<void> => {
    const next = answers.shift();
    if (isTaken) next?.resolve();
    else next?.reject(new Error('away'));
    await turn();
  };
  const say = (count: number): void => {
    for (let index = 0; index < count; index += 1) outgoing.say({ kind: 'beat' });
  };
  const isSettled = async (promise: Promise<void> | undefined): Promise<boolean> => {
    let settled = promise === undefined;
    void promise?.then(() => (settled = true));
    await turn();
    return settled;
  };
  return { outgoing, sent, states, answer, say, turn, isSettled };
};

describe('what one server says to the others', () => {
  it('goes in one frame as far as it is said at once, and with the next while one is on its way', async () => {
    const { sent, answer, say, turn } = setUp();
    say(3);
    await turn();
    expect(sent.map(({ number, messages }) => [number, messages.length])).toEqual([[1, 3]]);
    say(2);
    await turn();
    say(2);
    await answer(true);
    expect(sent.map(({ number, messages }) => [number, messages.length])).toEqual([
      [1, 3],
      [2, 4],
    ]);
  });

  it('is carried when Redis has it, and nobody waits for a Redis that is away', async () => {
    const { outgoing, answer, say, turn, isSettled } = setUp();
    expect(outgoing.carried()).toBeUndefined();
    say(1);
    const first = outgoing.carried();
    expect(await isSettled(first)).toBe(false);
    await answer(true);
    expect(await isSettled(first)).toBe(true);
    say(1);
    const second = outgoing.carried();
    await turn();
    await answer(false);
    expect(await isSettled(second)).toBe(true);
    say(1);
    expect(outgoing.carried()).toBeUndefined();
  });

  it('is said again under the same number when Redis is back', async () => {
    const { outgoing, sent, states, answer, say, turn } = setUp();
    say(1);
    await turn();
    await answer(false);
    expect(states).toEqual([false]);
    say(1);
    outgoing.retry();
    await turn();
    await answer(true);
    await answer(true);
    expect(states).toEqual([false, true]);
    expect(sent.map(({ number }) => number)).toEqual([1, 1, 2]);
  });

  it('leaves a number out where too much waited, so that the others ask for everything', async () => {
    const { outgoing, sent, answer, say, turn } = setUp();
    say(1);
    await turn();
    await answer(false);
    say(20_001);
    outgoing.retry();
    await turn();
    await answer(true);
    expect(sent.map(({ number, messages }) => [number, messages.length])).toEqual([
      [1, 1],
      [1, 1],
      [3, 1],
    ]);
  });
});
