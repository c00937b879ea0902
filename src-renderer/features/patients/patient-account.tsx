import { Button, Group, Text } from '@mantine/core';
import { KeyRound, Pencil, UserPlus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PatientSummary } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { AccountLink } from '../accounts/account-link.tsx';
import { usePasswordLink } from '../accounts/use-password-link.ts';
import { EditPatientDialog } from './edit-patient-dialog.tsx';
import { PatientAccountState } from './patient-account-state.tsx';
import classes from './patient-page.module.css';

/** If the patient can sign in, and the link by which the patient chooses a password. */
export const PatientAccount = ({
  patient,
  onSaved,
  onLinkMade,
}: {
  patient: PatientSummary;
  onSaved: (patient: PatientSummary) => void;
  onLinkMade: () => void;
}) => {
  const { t } = useTranslation('patients');
  const format = useFormat();
  const { link, problem, busy, create } = usePasswordLink(patient.id);
  const [editing, setEditing] = useState(false);
  const { fullname: name, email, hasAccount, passwordLink, language } = patient;

  const make = async () => {
    await create();
    onLinkMade();
  };
  const makeButton = (key: 'invite' | 'newLink' | 'resetLink', isMain: boolean) => {
    const Icon = key === 'invite' ? UserPlus : KeyRound;
    return (
      <Button
        variant={isMain ? 'light' : 'default'}
        loading={busy}
        leftSection={<Icon size={18} strokeWidth={1.75} aria-hidden />}
        onClick={() => void make()}
      >
        {t(`detail.${key}`)}
      </Button>
    );
  };

  const content = () => {
    if (email === null) {
      return (
        <>
          <Text>{t('detail.noEmail', { name })}</Text>
          <Button
            variant="default"
            leftSection={<Pencil size={16} strokeWidth={1.75} aria-hidden />}
            onClick={() => setEditing(true)}
          >
            {t('detail.addEmail')}
          </Button>
        </>
      );
    }
    if (link !== null) {
      return (
        <>
          <AccountLink link={link} owner={{ fullname: name, email, language, hasAccount }} />
          {makeButton('newLink', false)}
        </>
      );
    }
    if (hasAccount) {
      return (
        <>
          <Text>{t('detail.hasAccount', { name, email })}</Text>
          <Text c="dimmed" size="sm">
            {t('detail.resetHint', { name })}
          </Text>
          {makeButton('resetLink', false)}
        </>
      );
    }
    if (passwordLink !== null) {
      const when = format.dayAndTime(passwordLink.createdAt);
      const until = format.dayAndTime(passwordLink.expiresAt);
      return (
        <>
          <Text>{t('detail.invited', { when, until })}</Text>
          {makeButton('newLink', false)}
        </>
      );
    }
    return (
      <>
        <Text>{t('detail.noAccount', { name })}</Text>
        {makeButton('invite', true)}
      </>
    );
  };

  return (
    <section className={classes.card} aria-label={t('detail.account')}>
      <Group justify="space-between">
        <h2 className={classes.title}>{t('detail.account')}</h2>
        <PatientAccountState patient={patient} />
      </Group>
      <div className={classes.account}>
        {content()}
        {problem !== null && <ErrorNotice code={problem} />}
      </div>
      <EditPatientDialog
        patient={patient}
        opened={editing}
        onClose={() => setEditing(false)}
        onSaved={onSaved}
      />
    </section>
  );
};
