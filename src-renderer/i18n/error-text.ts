import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../api/api-error.ts';

/** The words for a code or for anything that was caught. */
export const useErrorText = (): ((error: unknown) => string) => {
  const { t } = useTranslation('errors');
  return useCallback((error) => t(typeof error === 'string' ? (error as ApiErrorCode) : codeOf(error)), [t]);
};
