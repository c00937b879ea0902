import { useCallback, useState } from 'react';
import type { DoctorSummary } from '../../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../../api/api-error.ts';
import { useServices } from '../../../services.tsx';
import { useLoaded } from '../../../shell/use-loaded.ts';

/** The clinic's doctors as an admin sees them. */
export const useDoctors = () => {
  const { rest } = useServices();
  const [doctors, setDoctors] = useState<DoctorSummary[] | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  const load = useCallback(
    () =>
      rest.call('listDoctors').then(
        ({ data }) => {
          setDoctors(data.doctors);
          setProblem(null);
        },
        (error: unknown) => setProblem(codeOf(error)),
      ),
    [rest],
  );
  useLoaded(load);

  return { doctors, problem, load };
};
