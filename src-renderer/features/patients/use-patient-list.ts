import { useCallback, useRef, useState } from 'react';
import type { PatientSummary } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { useLoaded } from '../../shell/use-loaded.ts';

const PAGE_SIZE = 50;

export type PatientPages = {
  /** What the patients were found by. */
  search: string;
  patients: PatientSummary[];
  total: number;
  next: string | null;
};

/** The doctor's patients that match a search, page by page. */
export const usePatientList = (search: string) => {
  const { rest } = useServices();
  const [pages, setPages] = useState<PatientPages | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const [loadingMore, setLoadingMore] = useState(false);
  /** Answers to an older question are dropped, whenever they come. */
  const asked = useRef(0);

  const ask = useCallback(
    async (before: PatientPages | null): Promise<void> => {
      asked.current += 1;
      const question = asked.current;
      try {
        const { data } = await rest.call('listPatients', {
          query: {
            limit: PAGE_SIZE,
            ...(search === '' ? {} : { search }),
            ...(before?.next ? { after: before.next } : {}),
          },
        });
        if (question !== asked.current) return;
        const patients = [...(before?.patients ?? []), ...data.patients];
        setPages({ search, patients, total: data.total ?? patients.length, next: data.next });
        setProblem(null);
      } catch (error) {
        if (question === asked.current) setProblem(codeOf(error));
      }
    },
    [rest, search],
  );

  const load = useCallback(() => ask(null), [ask]);
  useLoaded(load);

  const loadMore = async (): Promise<void> => {
    setLoadingMore(true);
    await ask(pages);
    setLoadingMore(false);
  };

  return { pages, problem, load, loadMore, loadingMore };
};
