import { createStore } from 'zustand/vanilla';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import {
  ALARM_AGAIN_MS,
  createEmergencyAlarm,
} from '../../src-renderer/features/emergencies/emergency-alarm.ts';
import type { EmergenciesState } from '../../src-renderer/features/emergencies/emergency-store.ts';
import { SoundBlocked } from '../../src-renderer/features/waiting-room/play-notes.ts';
import { AT, BOB, emergencyAlert } from './support/emergencies.ts';

beforeEach(() => void vi.useFakeTimers());

const setUp = () => {
  const state = createStore<EmergenciesState>(() => ({
    own: null,
    isOwnOver: false,
    draft: null,
    open: null,
  }));
  const play = vi.fn((_onStart: () => void) => Promise.resolve());
  const sound = { isSilent: false };
  const alarm = createEmergencyAlarm({
    emergencies: { state },
    play,
    isSilent: () => sound.isSilent,
  });
  const alerted: string[] = [];
  alarm.onAlert(({ id }) => alerted.push(id));
  const end = alarm.start();
  const open = (...alerts: ReturnType<typeof emergencyAlert>[]) => state.setState({ open: alerts });
  return { play, sound, alarm, alerted, end, open };
};
const seen = { acknowledgedAt: AT, acknowledgedBy: BOB };

describe('the alarm of an emergency', () => {
  it('[S4-B06, S4-Z04] sounds until somebody has acknowledged it, and for each that is still open', async () => {
    const { play, alerted, open, end } = setUp();
    open(emergencyAlert({ id: 'e1' }));
    expect(play).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(3 * ALARM_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(4);
    open(emergencyAlert({ id: 'e1' }), emergencyAlert({ id: 'e2' }));
    expect(play).toHaveBeenCalledTimes(5);
    open(emergencyAlert({ id: 'e1', ...seen }), emergencyAlert({ id: 'e2' }));
    await vi.advanceTimersByTimeAsync(ALARM_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(6);
    open(emergencyAlert({ id: 'e1', ...seen }), emergencyAlert({ id: 'e2', ...seen }));
    await vi.advanceTimersByTimeAsync(3 * ALARM_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(6);
    // One more alert takes back that it was acknowledged, and rings anew.
    open(emergencyAlert({ id: 'e1', count: 2 }), emergencyAlert({ id: 'e2', ...seen }));
    await vi.advanceTimersByTimeAsync(ALARM_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(8);
    expect(alerted).toEqual(['e1', 'e2', 'e1']);
    open(emergencyAlert({ id: 'e3' }));
    end();
    await vi.advanceTimersByTimeAsync(3 * ALARM_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(9);
  });

  it('is heard once for each alert where the sound is off, also when nobody saw it in time', async () => {
    const { play, sound, open } = setUp();
    sound.isSilent = true;
    open(emergencyAlert());
    await vi.advanceTimersByTimeAsync(3 * ALARM_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(1);
    open(emergencyAlert({ escalated: true }));
    await vi.advanceTimersByTimeAsync(3 * ALARM_AGAIN_MS);
    expect(play).toHaveBeenCalledTimes(2);
  });

  it('knows that the browser keeps the page silent, and sounds with the first click', async () => {
    const { play, alarm, open } = setUp();
    play.mockRejectedValueOnce(new SoundBlocked());
    open(emergencyAlert());
    await vi.advanceTimersByTimeAsync(0);
    expect(alarm.state.getState().isBlocked).toBe(true);
    // Not only when the sound is over.
    play.mockImplementationOnce((onStart) => {
      onStart();
      return new Promise(() => undefined);
    });
    window.dispatchEvent(new Event('pointerup'));
    await vi.advanceTimersByTimeAsync(0);
    expect(play).toHaveBeenCalledTimes(2);
    expect(alarm.state.getState().isBlocked).toBe(false);
    window.dispatchEvent(new Event('pointerup'));
    expect(play).toHaveBeenCalledTimes(2);
  });
});
