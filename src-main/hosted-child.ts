import type { ParentMessage } from '../server/child-protocol.ts';

/** The process of the hosted server as its supervisor knows it: neither Electron's nor Node's. */

export type ChildExit = { code: number | null; signal: string | null };

/** A started child process. */
export type ChildHandle = {
  postMessage(message: ParentMessage): void;
  onMessage(listener: (message: unknown) => void): void;
  /** Called once, also for a process that could not be started. */
  onExit(listener: (exit: ChildExit) => void): void;
  /** Ends the process at once, whatever it is doing. */
  kill(): void;
};

/** Durations in milliseconds. */
export type SupervisionPolicy = {
  /** Before the first restart; each further one waits twice as long. */
  firstDelay: number;
  maxDelay: number;
  /** A server that ran this long counts as healthy: the next restart waits `firstDelay` again. */
  healthyAfter: number;
  /** A child that has not answered by then is killed and restarted. */
  startTimeout: number;
  /** A child that has not stopped by then is killed. */
  stopGrace: number;
};

export const DEFAULT_POLICY: SupervisionPolicy = {
  firstDelay: 1_000,
  maxDelay: 30_000,
  healthyAfter: 60_000,
  startTimeout: 60_000,
  stopGrace: 10_000,
};

export const describeExit = ({ code, signal }: ChildExit): string =>
  signal === null ? `exit code ${code ?? 'unknown'}` : `signal ${signal}`;
