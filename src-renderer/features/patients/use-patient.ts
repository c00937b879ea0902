import { useCallback, useEffect, useRef, useState } from 'react';
import type { Appointment, PatientSummary } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { useLoaded } from '../../shell/use-loaded.ts';

type Shown = { patient: PatientSummary; visits: Appointment[] };

/** One patient with the visits, read again when a visit changes or the connection comes back. */
export const usePatient = (patientId: string) => {
  const { rest, socket } = useServices();
  const [shown, setShown] = useState<Shown | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  /** Answers to an older question are dropped, whenever they come. */
  const asked = useRef(0);

  const load = useCallback(async (): Promise<void> => {
    asked.current += 1;
    const question = asked.current;
    try {
      const { data } = await rest.call('getPatient', { params: { patientId } });
      if (question !== asked.current) return;
      setShown(data);
      setProblem(null);
    } catch (error) {
      if (question === asked.current) setProblem(codeOf(error));
    }
  }, [rest, patientId]);

  useLoaded(load);
  useEffect(
    () =>
      socket.on('appointment-updated', ({ appointment }) => {
        if (appointment.patientId === patientId) void load();
      }),
    [socket, load, patientId],
  );

  const accept = useCallback((patient: PatientSummary) => {
    setShown((before) => before && { ...before, patient });
  }, []);

  return { shown: shown?.patient.id === patientId ? shown : null, problem, load, accept };
};
