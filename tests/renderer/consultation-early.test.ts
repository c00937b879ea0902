import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '../../src-renderer/api/api-error.ts';
import { beginEarly, callFor, showCall } from '../../src-renderer/features/consultation/early-call.ts';
import { createLocalMedia } from '../../src-renderer/features/device-test/local-media.ts';
import { createFakeDevices } from './device-test-harness.ts';
import { createTestServices } from './support/signed-in-services.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const setUp = () => {
  const services = {
    ...createTestServices({}),
    media: createLocalMedia(createFakeDevices().environment),
  };
  services.socket.answer('join-room', ({ roomId }) => ({ roomId, participants: [] }));
  services.socket.goOnline();
  const sent = (event: string) => services.socket.sent.filter((one) => one.event === event).length;
  return { services, sent, pass: (milliseconds: number) => vi.advanceTimersByTimeAsync(milliseconds) };
};

describe('a call that begins before its page', () => {
  it('joins at once with devices that are open, and the page goes on with it', async () => {
    const { services, sent, pass } = setUp();
    await services.media.open(['audio', 'video']);
    void beginEarly(services, 'doctor', 'room-1', Promise.resolve());
    void beginEarly(services, 'doctor', 'room-1', Promise.resolve());
    await pass(10);
    expect(sent('join-room')).toBe(1);
    const leave = showCall(services, 'room-1', callFor(services, 'doctor', 'room-1'));
    await pass(10_000);
    expect([sent('join-room'), sent('leave-room')]).toEqual([1, 0]);
    leave();
    expect(sent('leave-room')).toBe(1);
  });

  it('is left again if its page does not come', async () => {
    const { services, sent, pass } = setUp();
    await services.media.open(['audio', 'video']);
    void beginEarly(services, 'doctor', 'room-1', Promise.resolve());
    await pass(4_900);
    expect([sent('join-room'), sent('leave-room')]).toEqual([1, 0]);
    await pass(200);
    expect(sent('leave-room')).toBe(1);
  });

  it('waits for its page if the devices are not open', async () => {
    const { services, sent, pass } = setUp();
    void beginEarly(services, 'patient', 'room-1', Promise.resolve());
    await pass(10);
    expect(sent('join-room')).toBe(0);
    const call = callFor(services, 'patient', 'room-1');
    const leave = showCall(services, 'room-1', call);
    await pass(10);
    expect(sent('join-room')).toBe(1);
    expect(call.state.getState().picture?.label).toBe('Desk camera');
    leave();
  });

  it('does not begin when the devices open only after its page has gone', async () => {
    const { services, sent, pass } = setUp();
    let opened: () => void = () => undefined;
    const devices = new Promise<void>((resolve) => (opened = resolve));
    void beginEarly(services, 'doctor', 'room-1', devices);
    showCall(services, 'room-1', callFor(services, 'doctor', 'room-1'))();
    await services.media.open(['audio', 'video']);
    opened();
    await pass(6_000);
    expect(sent('join-room')).toBe(0);
  });

  describe('calls its page', () => {
    const watched = (page: Promise<void>) => {
      const told = vi.fn();
      void page.then(told);
      return told;
    };

    it('as soon as it cannot be', async () => {
      const { services, pass } = setUp();
      services.socket.answer('join-room', () => {
        throw new ApiError('visit_over');
      });
      await services.media.open(['audio', 'video']);
      const told = watched(beginEarly(services, 'doctor', 'room-1', Promise.resolve()));
      await pass(10);
      expect(told).toHaveBeenCalled();
    });

    it('soon, even if the other does not come', async () => {
      const { services, pass } = setUp();
      await services.media.open(['audio', 'video']);
      const told = watched(beginEarly(services, 'doctor', 'room-1', Promise.resolve()));
      await pass(290);
      expect(told).not.toHaveBeenCalled();
      await pass(20);
      expect(told).toHaveBeenCalled();
    });

    it('while the devices take long to open, and begins when they are', async () => {
      const { services, sent, pass } = setUp();
      let opened: () => void = () => undefined;
      const devices = new Promise<void>((resolve) => (opened = resolve));
      const told = watched(beginEarly(services, 'doctor', 'room-1', devices));
      await pass(110);
      expect([told.mock.calls.length, sent('join-room')]).toEqual([1, 0]);
      await services.media.open(['audio', 'video']);
      opened();
      await pass(10);
      expect(sent('join-room')).toBe(1);
    });
  });
});
