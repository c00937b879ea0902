import { createStore, type StoreApi } from 'zustand/vanilla';
import {
  REACH_CHECKS,
  type AnteroomBridge,
  type BridgeOutput,
  type ReachCheck,
  type ReachResult,
} from '../../../../src-preload/contract.ts';

/** A line of the list: its last result stays to be read while it is looked at again. */
export type ReachLine = { running: boolean; result: ReachResult | null };

export type ReachState = {
  lines: Record<ReachCheck, ReachLine>;
  /** Null before the first answer. */
  system: BridgeOutput<'reachability:run'>['system'] | null;
  /** The app itself did not answer. */
  failed: boolean;
};

export type Reach = {
  readonly state: StoreApi<ReachState>;
  runAll(): Promise<void>;
  runOne(check: ReachCheck): Promise<void>;
  /** Hears the results from now on; the function ends it. */
  listen(): () => void;
};

/** Who is signed in may not be known while the clinic does not answer; then the other lines must not wait. */
const TOKEN_TIMEOUT_MS = 2_000;

export const createReach = ({
  desktop,
  freshToken,
}: {
  desktop: Pick<AnteroomBridge, 'reachability'>;
  freshToken: () => Promise<string>;
}): Reach => {
  const untested = { running: false, result: null };
  const state = createStore<ReachState>(() => ({
    lines: Object.fromEntries(REACH_CHECKS.map((check) => [check, untested])) as ReachState['lines'],
    system: null,
    failed: false,
  }));
  let lastRun = 0;
  /** The run that a line waits for; what an older one still brings is passed over. */
  const awaited = new Map<ReachCheck, number>();

  const set = (check: ReachCheck, line: Partial<ReachLine>) =>
    state.setState(({ lines }) => ({ lines: { ...lines, [check]: { ...lines[check], ...line } } }));

  const take = (run: number, result: ReachResult) => {
    if (awaited.get(result.check) !== run) return;
    awaited.delete(result.check);
    set(result.check, { running: false, result });
  };

  const token = async (): Promise<string | null> => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), TOKEN_TIMEOUT_MS);
    });
    try {
      return await Promise.race([freshToken(), late]);
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
    }
  };

  const run = async (checks: readonly ReachCheck[], only: { only?: ReachCheck }) => {
    lastRun += 1;
    const mine = lastRun;
    for (const check of checks) {
      awaited.set(check, mine);
      set(check, { running: true });
    }
    state.setState({ failed: false });
    try {
      const { system, results } = await desktop.reachability.run({
        run: mine,
        token: await token(),
        ...only,
      });
      state.setState({ system });
      // Most have come one by one before.
      for (const result of results) take(mine, result);
    } catch {
      state.setState({ failed: true });
    } finally {
      for (const check of checks) {
        if (awaited.get(check) !== mine) continue;
        awaited.delete(check);
        set(check, { running: false });
      }
    }
  };

  return {
    state,
    runAll: () => run(REACH_CHECKS, {}),
    runOne: (check) => run([check], { only: check }),
    listen: () => desktop.reachability.onResult((pushed) => take(pushed.run, pushed.result)),
  };
};
