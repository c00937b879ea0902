import { createConnectionMeter } from './connection-statistics.ts';
import { createQualityJudge, type Quality } from './connection-quality.ts';
import type { Timers } from './call-types.ts';
import type { PeerSession } from './peer-session.ts';
import { createVideoPolicy } from './video-policy.ts';

const MEASURE_EVERY_MS = 2_000;

/** Measures a running call, says how good it is, and gives up picture for sound on a weak line. */
export const watchQuality = (
  session: PeerSession,
  timers: Timers,
  said: (quality: Quality) => void,
): (() => void) => {
  const meter = createConnectionMeter();
  const judge = createQualityJudge();
  const policy = createVideoPolicy();
  let open = true;
  let cancel: () => void = () => undefined;

  const measure = async () => {
    const statistics = session.view().state.status === 'connected' ? await session.getStats() : null;
    if (!open) return;
    if (statistics === null) meter.reset();
    const now = timers.now();
    const measurement = statistics === null ? null : meter.measure(statistics.connection, now);
    said(judge.update(measurement));
    session.limitVideo(policy.update(measurement, now));
    next();
  };
  const next = () => {
    cancel = timers.after(MEASURE_EVERY_MS, () => void measure());
  };
  next();
  return () => {
    open = false;
    cancel();
  };
};
