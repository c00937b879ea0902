import { post, type Room } from './chat-load.ts';
import type { Variant } from './slices.ts';

/** Milliseconds from sending a message until its ack, and until the other person has it. */
export type MessageTimes = { acks: number[]; arrivals: number[] };

/** In each room one message after the other: the next one leaves when the last one is acked and heard. */
export const messageTimes = (rooms: readonly Room[]): Variant<MessageTimes> => {
  const since = async (begun: number, done: Promise<unknown>): Promise<number> => {
    await done;
    return performance.now() - begun;
  };
  const heard = ({ listener }: Room): Promise<void> =>
    new Promise((resolve) => {
      listener.once('waiting-room-message', () => resolve());
    });
  return async (milliseconds) => {
    const times: MessageTimes = { acks: [], arrivals: [] };
    const until = performance.now() + milliseconds;
    await Promise.all(
      rooms.map(async (room) => {
        while (performance.now() < until) {
          const begun = performance.now();
          const [arrival, ack] = await Promise.all([since(begun, heard(room)), since(begun, post(room))]);
          times.arrivals.push(arrival);
          times.acks.push(ack);
        }
      }),
    );
    return times;
  };
};
