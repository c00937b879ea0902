import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PatientSummary } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useNarrow } from '../../ui/use-narrow.ts';
import { PatientAccountState } from './patient-account-state.tsx';
import classes from './patients-page.module.css';

const NameLink = ({ patient }: { patient: PatientSummary }) => (
  <Link to={`/patients/${encodeURIComponent(patient.id)}`} className={classes.name ?? ''}>
    {patient.fullname}
  </Link>
);

const Cards = ({ patients }: { patients: readonly PatientSummary[] }) => {
  const { t } = useTranslation('patients');
  const format = useFormat();
  return (
    <ul className={classes.cards}>
      {patients.map((patient) => (
        <li key={patient.id} className={classes.item}>
          <div className={classes.itemHead}>
            <NameLink patient={patient} />
            <PatientAccountState patient={patient} />
          </div>
          {[patient.email, patient.phone].map(
            (contact, index) =>
              contact !== null && (
                <span key={index} className={classes.contact}>
                  {contact}
                </span>
              ),
          )}
          {patient.nextVisitAt !== null && (
            <span>{t('nextVisitAt', { when: format.dayAndTime(patient.nextVisitAt) })}</span>
          )}
        </li>
      ))}
    </ul>
  );
};

/** Patients as a table, on narrow windows as cards. The name leads to the patient. */
export const PatientList = ({ patients }: { patients: readonly PatientSummary[] }) => {
  const { t } = useTranslation('patients');
  const format = useFormat();
  const narrow = useNarrow();
  if (narrow) return <Cards patients={patients} />;
  const when = (at: string | null) => (at === null ? t('none') : format.dayAndTime(at));
  return (
    <div className={classes.card}>
      <Table verticalSpacing="sm" horizontalSpacing="md" layout="fixed" highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th className={classes.nameColumn ?? ''}>{t('name')}</Table.Th>
            <Table.Th className={classes.contactColumn ?? ''}>{t('contact')}</Table.Th>
            <Table.Th>{t('nextVisit')}</Table.Th>
            <Table.Th>{t('lastVisit')}</Table.Th>
            <Table.Th>{t('accountColumn')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {patients.map((patient) => (
            <Table.Tr key={patient.id} className={classes.row ?? ''}>
              <Table.Td>
                <NameLink patient={patient} />
              </Table.Td>
              <Table.Td className={classes.contact ?? ''}>
                <div>{patient.email ?? t('noEmail')}</div>
                {patient.phone !== null && <div>{patient.phone}</div>}
              </Table.Td>
              <Table.Td data-none={patient.nextVisitAt === null}>{when(patient.nextVisitAt)}</Table.Td>
              <Table.Td data-none={patient.lastVisitAt === null}>{when(patient.lastVisitAt)}</Table.Td>
              <Table.Td>
                <PatientAccountState patient={patient} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
};
