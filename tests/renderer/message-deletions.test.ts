import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { createDeletions } from '../../src-renderer/features/messages/deletions.ts';
import { createFakeSocket } from './support/fake-socket.ts';

const setUp = () => {
  const socket = createFakeSocket();
  socket.answer('delete_message', () => ({}));
  const kept = new Set<string>();
  const deletions = createDeletions({
    conversations: {
      remove: async (messageId) => {
        await socket.request('delete_message', { messageId });
      },
    },
    socket,
    copy: {
      onOpened: () => () => undefined,
      deletion: (messageId, isDue) => void (isDue ? kept.add(messageId) : kept.delete(messageId)),
    },
  });
  const leaving = () => [...deletions.state.getState().leaving];
  const problem = () => deletions.state.getState().problem;
  const sent = () => socket.sent.map(({ payload }) => payload);
  return { socket, deletions, kept, leaving, problem, sent };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

it('a message is taken back six seconds after it was asked for, and can be kept until then', async () => {
  const { socket, deletions, kept, leaving, sent } = setUp();
  socket.goOnline();
  deletions.begin('m-1');
  deletions.begin('m-2');
  await vi.advanceTimersByTimeAsync(5_900);
  deletions.undo('m-1');
  expect(leaving()).toEqual([['m-2', 'waiting']]);
  await vi.advanceTimersByTimeAsync(200);
  expect(sent()).toEqual([{ messageId: 'm-2' }]);
  expect([leaving(), [...kept]]).toEqual([[], []]);
});

it('without a connection it waits for one, as letters do, and nothing is said to have gone wrong', async () => {
  const { socket, deletions, kept, leaving, problem, sent } = setUp();
  deletions.begin('m-1');
  await vi.advanceTimersByTimeAsync(60_000);
  // It has not left, so it can still be undone.
  expect([leaving(), problem(), [...kept]]).toEqual([[['m-1', 'waiting']], null, ['m-1']]);
  socket.goOnline();
  await vi.advanceTimersByTimeAsync(0);
  expect(sent()).toEqual([{ messageId: 'm-1' }]);
  expect([leaving(), problem(), [...kept]]).toEqual([[], null, []]);
});

it('what was cut off on its way, or not answered, is carried out again', async () => {
  const { socket, deletions, leaving, problem } = setUp();
  socket.goOnline();
  socket.answer('delete_message', () => {
    socket.goOffline();
    return {};
  });
  deletions.begin('m-1');
  await vi.advanceTimersByTimeAsync(6_100);
  expect(leaving()).toEqual([['m-1', 'sending']]);
  socket.answer('delete_message', () => {
    throw new ApiError('timeout');
  });
  socket.goOnline();
  await vi.advanceTimersByTimeAsync(1_000);
  expect([leaving(), problem()]).toEqual([[['m-1', 'sending']], null]);
  socket.answer('delete_message', () => ({}));
  await vi.advanceTimersByTimeAsync(5_000);
  expect([leaving(), problem()]).toEqual([[], null]);
});

it('a refusal is said until it is dismissed, or another begins', async () => {
  const { socket, deletions, leaving, problem } = setUp();
  socket.goOnline();
  socket.answer('delete_message', () => {
    throw new ApiError('forbidden');
  });
  deletions.begin('m-1');
  await vi.advanceTimersByTimeAsync(6_100);
  expect([leaving(), problem()]).toEqual([[], 'forbidden']);
  deletions.dismiss();
  expect(problem()).toBeNull();
});

it('with its page it is final, and with its person forgotten', async () => {
  const { socket, deletions, leaving, sent } = setUp();
  deletions.begin('m-1');
  deletions.settle();
  expect(leaving()).toEqual([['m-1', 'sending']]);
  deletions.clear();
  socket.goOnline();
  await vi.advanceTimersByTimeAsync(60_000);
  expect([leaving(), sent()]).toEqual([[], []]);
});
