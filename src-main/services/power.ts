import type { AttentionReport, PowerMoment } from '../../src-preload/contract.ts';
import type { ElectronParts } from '../electron-parts.ts';
import type { ClinicLoad } from './interlock.ts';
import type { Log } from './logs.ts';

/** Keeps the computer awake while somebody needs it, and tells when it has slept nevertheless. */
export type Power = {
  /** Keeps awake what is needed from now on. */
  need(need: PowerNeed): void;
  /** Tells each moment from now on; Electron must be ready. */
  watch(listener: (moment: PowerMoment) => void): void;
};

/** `system`: it does not sleep; `display`: the screen stays on as well. */
export type PowerNeed = 'nothing' | 'system' | 'display';

export const powerNeed = (
  report: AttentionReport,
  clinic: {
    isHosting: boolean;
    awakeWhileHosting: boolean;
    /** People of whom only the server of this computer knows. */
    load: ClinicLoad | null;
  },
): PowerNeed => {
  if (report.activity === 'in-call') return 'display';
  const { isHosting, awakeWhileHosting, load } = clinic;
  const somebodyIsHere =
    report.activity === 'waiting' ||
    report.waiting.length > 0 ||
    report.emergencies.length > 0 ||
    report.admitted > 0 ||
    (load !== null && load.waiting + load.inCall > 0);
  return somebodyIsHere || (isHosting && awakeWhileHosting) ? 'system' : 'nothing';
};

const BLOCKERS = { system: 'prevent-app-suspension', display: 'prevent-display-sleep' } as const;

export const createPower = ({
  electron: { powerSaveBlocker, powerMonitor },
  log,
}: {
  electron: Pick<ElectronParts, 'powerMonitor' | 'powerSaveBlocker'>;
  log: Log;
}): Power => {
  let held: { need: PowerNeed; id: number } | null = null;
  return {
    need: (need) => {
      if (need === (held?.need ?? 'nothing')) return;
      // The new one first: not even a moment without.
      const before = held;
      held = need === 'nothing' ? null : { need, id: powerSaveBlocker.start(BLOCKERS[need]) };
      if (before !== null) powerSaveBlocker.stop(before.id);
      log.info('power', { status: need });
    },
    watch: (listener) => {
      const tell = (moment: PowerMoment) => () => {
        log.info('power', { status: moment });
        listener(moment);
      };
      powerMonitor.on('suspend', tell('suspend'));
      powerMonitor.on('resume', tell('resume'));
      // Windows and macOS.
      powerMonitor.on('lock-screen', tell('lock'));
      powerMonitor.on('unlock-screen', tell('unlock'));
    },
  };
};
