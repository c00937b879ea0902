import { Skeleton } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices, useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { ClinicForm, type ClinicSettingsAnswer } from './clinic-form.tsx';
import { ClinicLogoCard } from './clinic-logo-card.tsx';

/** `/settings/clinic`: what an administrator sets for the whole clinic. */
export const ClinicSettings = () => {
  const { t } = useTranslation('common');
  const { rest } = useServices();
  const { user } = useSignedIn();
  const [known, setKnown] = useState<ClinicSettingsAnswer | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  const load = useCallback(
    () =>
      rest.call('clinicSettings').then(
        ({ data }) => {
          setKnown(data);
          setProblem(null);
        },
        (error: unknown) => setProblem(codeOf(error)),
      ),
    [rest],
  );
  useEffect(() => void load(), [load]);

  if (!user.isAdmin) return <ErrorNotice code="forbidden" />;
  if (problem !== null) return <ErrorNotice code={problem} onRetry={() => void load()} />;
  if (known === null) {
    return (
      <Delayed>
        <Skeleton height={320} radius="lg" role="status" aria-label={t('loading')} />
      </Delayed>
    );
  }
  return (
    <>
      <ClinicLogoCard />
      <ClinicForm known={known} />
    </>
  );
};
