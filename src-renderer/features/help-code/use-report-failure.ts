import { useEffect } from 'react';
import { useServices } from '../../services.tsx';
import type { Failure } from './failures.ts';

/** Whoever shows a failure calls it; null while there is none. */
export const useReportFailure = (failure: Failure | null): void => {
  const { failures } = useServices();
  useEffect(() => {
    if (failure !== null) failures.report(failure);
  }, [failures, failure]);
};
