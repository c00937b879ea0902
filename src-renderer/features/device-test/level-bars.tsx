import { useEffect, useRef } from 'react';
import { createLevelMeter } from './level-meter.ts';
import classes from './level-bars.module.css';

const BARS = [0.12, 0.28, 0.42, 0.56, 0.72] as const;

/** How loud the microphone is right now, as bars. Drawn past React: it changes with every frame. */
export const LevelBars = ({ track, label }: { track: MediaStreamTrack | null; label: string }) => {
  const bars = useRef<HTMLSpanElement>(null);

  useEffect(() => {
    if (track === null) return;
    const meter = createLevelMeter(track);
    let frame = 0;
    const draw = () => {
      const level = track.enabled ? meter.level() : 0;
      for (const [index, bar] of [...(bars.current?.children ?? [])].entries()) {
        bar.toggleAttribute('data-on', level >= (BARS[index] ?? 1));
      }
      frame = requestAnimationFrame(draw);
    };
    frame = requestAnimationFrame(draw);
    return () => {
      cancelAnimationFrame(frame);
      meter.stop();
    };
  }, [track]);

  return (
    <span ref={bars} className={classes.bars} role="img" aria-label={label}>
      {BARS.map((bar) => (
        <span key={bar} className={classes.bar} />
      ))}
    </span>
  );
};
