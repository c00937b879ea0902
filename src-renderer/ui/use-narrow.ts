import { useMediaQuery } from '@mantine/hooks';

/** True in windows too narrow for a navigation at the side; the same border as in the style sheets. */
export const useNarrow = (): boolean =>
  useMediaQuery('(width < 768px)', false, { getInitialValueInEffect: false });
