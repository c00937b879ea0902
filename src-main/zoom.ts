/** The steps of the browser that the app is built on. */
const FACTORS = [0.5, 0.67, 0.75, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3] as const;

export type ZoomStep = 'in' | 'out' | 'reset';

/** The factor that a step leads to; the first and the last lead nowhere. */
export const nextZoom = (factor: number, step: ZoomStep): number => {
  if (step === 'reset') return 1;
  // Two steps are never as close as what rounding leaves.
  const beyond = (other: number) => (step === 'in' ? other > factor + 0.01 : other < factor - 0.01);
  const found = step === 'in' ? FACTORS.find(beyond) : FACTORS.findLast(beyond);
  return found ?? factor;
};
