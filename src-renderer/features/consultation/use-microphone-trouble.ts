import { useEffect, useRef, useState } from 'react';
import { createLevelMeter } from '../device-test/level-meter.ts';
import { createMicrophoneJudge, type MicrophoneTrouble } from './microphone-judge.ts';

const SAMPLE_EVERY_MS = 200;

/** Watches the own microphone, muted or not. Nothing of it leaves this page. */
export const useMicrophoneTrouble = (
  track: MediaStreamTrack | null,
  muted: boolean,
): MicrophoneTrouble | null => {
  const [trouble, setTrouble] = useState<MicrophoneTrouble | null>(null);
  const isMuted = useRef(muted);
  useEffect(() => {
    isMuted.current = muted;
  }, [muted]);

  useEffect(() => {
    if (track === null) return;
    // The track itself is silent while it is muted.
    const ear = track.clone();
    ear.enabled = true;
    const meter = createLevelMeter(ear);
    const judge = createMicrophoneJudge();
    const timer = setInterval(() => {
      const level = meter.isRunning() ? meter.level() : null;
      setTrouble(judge.update({ level, muted: isMuted.current }, Date.now()));
    }, SAMPLE_EVERY_MS);
    return () => {
      clearInterval(timer);
      meter.stop();
      ear.stop();
      setTrouble(null);
    };
  }, [track]);
  return trouble;
};
