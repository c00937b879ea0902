/** What a part measured, by a name in plain words; it goes to docs/reliability.md as it is. */
export type Measured = Record<string, number | string>;

export type PartRun = {
  /** `full`: as often as the promise says, by `npm run chaos`. `short`: seconds, in `npm test`. */
  scale: 'short' | 'full';
  /** Where the part's random choices begin; printed, so that a run can be repeated. */
  seed: number;
  /** How long, where a part lasts as long as one lets it and somebody said. */
  minutes?: number;
  /** One line for the person who watches. */
  report: (line: string) => void;
};

/** One way to hurt a clinic, and what must hold meanwhile. */
export type ChaosPart = {
  /** One word, as in `npm run chaos -- kill disk`. */
  name: string;
  title: string;
  /** The number to reach, in words. */
  promise: string;
  /** What the part does not show although one might think so, as whole sentences. */
  limit?: string;
  /** A reason why this machine cannot run it, null if it can. */
  unable?: () => string | null;
  /** Resolves with what was measured and, in `failures`, with every broken promise: empty is a success. */
  run(run: PartRun): Promise<{ measured: Measured; failures: string[] }>;
};
