import { useCallback, useEffect } from 'react';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { playArrival } from '../waiting-room/arrival-sound.ts';
import { resolveRinger, sinkOf, type Ringer } from './ringer.ts';
import { useComputerPreferences } from './use-computer.ts';

/** Where an arrival rings now; null in a browser, which has no choice of its own for it. */
export const useRinger = (): Ringer | null => {
  const { media } = useServices();
  const preferences = useComputerPreferences();
  const speakers = useStore(media.state, ({ available }) => available.speaker);
  return preferences === null ? null : resolveRinger(preferences.ringer, speakers);
};

/** Where it rings at this moment, asked each time: the id of a device, or null for the system's own. */
export const useSpeaker = (): (() => string | null) => {
  const { computer, media } = useServices();
  useEffect(() => {
    if (computer === null) return;
    void computer.load().catch(() => undefined);
    void media.refreshDevices();
  }, [computer, media]);
  return useCallback(() => {
    const chosen = computer?.preferences.getState()?.ringer ?? null;
    return sinkOf(resolveRinger(chosen, media.state.getState().available.speaker));
  }, [computer, media]);
};

/** Rings once for each patient, where the person at this computer wants to hear it. */
export const useRing = (): ((times: number) => Promise<void>) => {
  const speaker = useSpeaker();
  return useCallback((times) => playArrival(times, speaker()), [speaker]);
};
