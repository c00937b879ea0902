import type { Random } from '../random.ts';
import type { Clinic } from './clinic.ts';
import type { Ledger } from './ledger.ts';
import { createWorker, type Worker } from './load.ts';
import type { Person } from './person.ts';

const PATIENTS = 4;

const refreshTokenOf = (person: Person): string => {
  const token = person.refreshToken();
  if (token === null) throw new Error('somebody is not signed in');
  return token;
};

/** Two doctors and their patients, as workers. */
export const hire = async (
  clinic: Clinic,
  url: string,
  ledger: Ledger,
  random: Random,
): Promise<Worker[]> => {
  const doctors = [clinic.admin, await clinic.addDoctor('bob@clinic.example')];
  const workers: Worker[] = [];
  for (const doctor of doctors) {
    const visits = [];
    for (let index = 0; index < PATIENTS / 2; index += 1) {
      visits.push(await clinic.arrange(doctor, `Patient ${index}`));
    }
    const [first] = visits;
    if (first === undefined) throw new Error('a doctor without patients');
    for (const { patient, roomId, patientId } of visits) {
      patient.close();
      const refreshToken = refreshTokenOf(patient);
      workers.push(createWorker({ kind: 'patient', url, refreshToken, roomId, patientId, ledger, random }));
    }
    doctor.close();
    workers.push(
      createWorker({
        kind: 'doctor',
        url,
        refreshToken: refreshTokenOf(doctor),
        roomIds: visits.map(({ roomId }) => roomId),
        patientId: first.patientId,
        notesOf: first.appointment.id,
        ledger,
        random,
      }),
    );
  }
  return workers;
};
