/** What a telephone can dial as it stands. */
const DIALLABLE = /^\+?[\d ()-]+$/;

/** Where a click calls this number; null if it is words that a telephone cannot dial. */
export const telephoneLink = (number: string): string | null =>
  DIALLABLE.test(number) ? `tel:${number.replaceAll(/[^\d+]/g, '')}` : null;
