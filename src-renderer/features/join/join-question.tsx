import { Alert, Button, Group, Text } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { JoinLink } from '../../../server/protocol/index.ts';
import type { JoinedClinic } from '../../../src-preload/contract.ts';
import { nameOf } from './clinic-name.ts';
import { KeepingNotice } from './keeping-notice.tsx';
import classes from './join.module.css';

/** "Join this clinic?": what the link says, before anything is contacted. */
export const JoinQuestion = ({
  link: { host, pin },
  clinics,
  onJoin,
  onCancel,
}: {
  link: JoinLink;
  /** Those that the app has joined already. */
  clinics: readonly JoinedClinic[];
  onJoin: () => void;
  onCancel: () => void;
}) => {
  const { t } = useTranslation('join');
  const atAddress = clinics.find((clinic) => clinic.host === host.toLowerCase());
  const known =
    pin === null
      ? atAddress?.pin === null
        ? atAddress
        : undefined
      : clinics.find((clinic) => clinic.pin === pin);
  return (
    <>
      <Text>{t('question.text')}</Text>
      <dl className={classes.facts}>
        <dt>{t('question.address')}</dt>
        <dd className={classes.host}>{host}</dd>
        <dt>{t('question.identity')}</dt>
        <dd>{t(pin === null ? 'question.trusted' : 'question.pinned')}</dd>
      </dl>
      {known !== undefined && <Text>{t('question.known', { clinic: nameOf(known) })}</Text>}
      {known === undefined && atAddress !== undefined && (
        <Alert
          color="orange"
          variant="light"
          c="var(--mantine-color-text)"
          icon={<TriangleAlert size={20} strokeWidth={1.75} aria-hidden />}
        >
          {t('question.otherKey')}
        </Alert>
      )}
      <KeepingNotice />
      <Group gap="sm">
        <Button size="md" onClick={onJoin} data-autofocus>
          {t('question.submit')}
        </Button>
        <Button size="md" variant="default" onClick={onCancel}>
          {t('question.cancel')}
        </Button>
      </Group>
    </>
  );
};
