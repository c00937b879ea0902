/** What is wished of a device that nobody chose. By itself, because the benchmark asks for the same. */
export const DEVICE_CONSTRAINTS = {
  // Echo cancellation is not a choice: without it the other side hears itself.
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: 'user' },
} as const;
