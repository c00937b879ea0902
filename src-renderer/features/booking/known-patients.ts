import { useEffect, useState } from 'react';
import type { PatientSummary } from '../../../server/protocol/index.ts';
import type { RestClient } from '../../api/rest-client.ts';
import { useServices } from '../../services.tsx';

/** The doctor's patients, by name. @throws ApiError */
export const fetchPatients = async (rest: RestClient): Promise<PatientSummary[]> =>
  (await rest.call('listPatients')).data.patients;

export type KnownPatients =
  | { status: 'loading' }
  /** Without the list a new patient can still be named. */
  | { status: 'failed' }
  | { status: 'loaded'; patients: readonly PatientSummary[] };

/** The doctor's patients, asked for once while the component is on the screen. */
export const useKnownPatients = (): KnownPatients => {
  const { rest } = useServices();
  const [known, setKnown] = useState<KnownPatients>({ status: 'loading' });
  useEffect(() => {
    let current = true;
    fetchPatients(rest).then(
      (patients) => current && setKnown({ status: 'loaded', patients }),
      () => current && setKnown({ status: 'failed' }),
    );
    return () => {
      current = false;
    };
  }, [rest]);
  return known;
};

/** Lower case, without accents: "jose" finds José. */
const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

/** Those whose name, email or date of birth has every word that was written, up to `most`. */
export const matchingPatients = (
  patients: readonly PatientSummary[],
  written: string,
  most: number,
): PatientSummary[] => {
  const words = folded(written).split(/\s+/).filter(Boolean);
  return patients
    .filter(({ fullname, email, dateOfBirth }) => {
      const facts = folded([fullname, email ?? '', dateOfBirth ?? ''].join(' '));
      return words.every((word) => facts.includes(word));
    })
    .slice(0, most);
};
