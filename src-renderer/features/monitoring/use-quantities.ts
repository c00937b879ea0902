import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocale } from '../../i18n/format.ts';

const BYTES_PER_MB = 1_000_000;

/** Writes a number as one reads it. Null is not known. */
export type Quantity = (value: number | null) => string;
export type Quantities = { count: Quantity; rate: Quantity; duration: Quantity; memory: Quantity };

/** Counts, rates, times and sizes in the words of the language. */
export const useQuantities = (): Quantities => {
  const { t } = useTranslation('monitoring');
  const locale = useLocale();
  return useMemo(() => {
    const format = (options: Intl.NumberFormatOptions, scale = 1): Quantity => {
      const { format: write } = new Intl.NumberFormat(locale, options);
      return (value) => (value === null ? t('unknown') : write(value / scale));
    };
    return {
      count: format({ maximumFractionDigits: 0 }),
      rate: format({ maximumFractionDigits: 1 }),
      duration: format(
        { style: 'unit', unit: 'second', unitDisplay: 'narrow', maximumFractionDigits: 3 },
        1000,
      ),
      memory: format({ style: 'unit', unit: 'megabyte', maximumFractionDigits: 0 }, BYTES_PER_MB),
    };
  }, [t, locale]);
};
