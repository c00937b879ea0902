import { Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { JoinRefusal } from '../../../src-preload/contract.ts';
import type { Failure } from '../help-code/failures.ts';
import { useReportFailure } from '../help-code/use-report-failure.ts';

/** `failed`: the app itself could not. */
export type Refusal = JoinRefusal | 'failed';

export const REFUSAL_TEXTS = {
  key_changed: 'keyChanged',
  untrusted: 'untrusted',
  unreachable: 'unreachable',
  not_a_clinic: 'notAClinic',
  failed: 'failed',
} as const;

const FAILURES: Readonly<Record<Refusal, Failure>> = {
  key_changed: 'key-changed',
  untrusted: 'certificate-refused',
  unreachable: 'clinic-not-reached',
  not_a_clinic: 'not-a-clinic',
  failed: 'internal',
};

/** Why the clinic was not joined, and the way on. There is none past a wrong key. */
export const JoinRefused = ({
  reason,
  host,
  onRetry,
  onAnother,
}: {
  reason: Refusal;
  host: string;
  onRetry: () => void;
  onAnother: () => void;
}) => {
  const { t } = useTranslation(['join', 'common']);
  useReportFailure(FAILURES[reason]);
  const words = REFUSAL_TEXTS[reason];
  const canRetry = reason === 'unreachable' || reason === 'failed';
  return (
    <>
      <div role="alert">
        <Text>{t(`refused.${words}.text`, { host })}</Text>
        <Text mt="sm" fw={600}>
          {t(`refused.${words}.way`)}
        </Text>
      </div>
      <Group gap="sm">
        {canRetry && (
          <Button size="md" onClick={onRetry}>
            {t('common:retry')}
          </Button>
        )}
        <Button size="md" variant={canRetry ? 'default' : 'filled'} onClick={onAnother}>
          {t('refused.another')}
        </Button>
      </Group>
    </>
  );
};
