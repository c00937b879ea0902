import { Skeleton, Table, Title } from '@mantine/core';
import { Users } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientSummary } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import classes from './patients-page.module.css';

/** The doctor's own patients. */
export const PatientsPage = () => {
  const { t } = useTranslation(['patients', 'common']);
  const { rest } = useServices();
  const [patients, setPatients] = useState<PatientSummary[] | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  const load = useCallback(
    () =>
      rest.call('listPatients').then(
        ({ data }) => {
          setPatients(data.patients);
          setProblem(null);
        },
        (error: unknown) => setProblem(codeOf(error)),
      ),
    [rest],
  );
  useEffect(() => void load(), [load]);

  return (
    <div className={classes.page}>
      <Title order={1} size="h2">
        {t('title')}
      </Title>
      {problem !== null && <ErrorNotice code={problem} onRetry={() => void load()} />}
      {patients === null && problem === null && (
        <Delayed>
          <Skeleton height={160} radius="lg" role="status" aria-label={t('common:loading')} />
        </Delayed>
      )}
      {patients?.length === 0 && (
        <EmptyState icon={<Users size={36} strokeWidth={1.5} />} title={t('emptyTitle')}>
          {t('emptyText')}
        </EmptyState>
      )}
      {patients !== null && patients.length > 0 && (
        <div className={classes.card} role="region" aria-label={t('title')} tabIndex={0}>
          <Table verticalSpacing="sm" horizontalSpacing="md" layout="fixed">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('name')}</Table.Th>
                <Table.Th>{t('email')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {patients.map((patient) => (
                <Table.Tr key={patient.id}>
                  <Table.Td>{patient.fullname}</Table.Td>
                  <Table.Td className={classes.email ?? ''}>{patient.email ?? t('noEmail')}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
    </div>
  );
};
