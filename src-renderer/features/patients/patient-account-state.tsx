import { Badge } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { PatientSummary } from '../../../server/protocol/index.ts';

const COLORS = { active: 'teal', invited: 'orange', none: 'gray' } as const;

const stateOf = ({ hasAccount, passwordLink }: PatientSummary): keyof typeof COLORS =>
  hasAccount ? 'active' : passwordLink === null ? 'none' : 'invited';

/** Whether a patient can sign in, in a word. */
export const PatientAccountState = ({ patient }: { patient: PatientSummary }) => {
  const { t } = useTranslation('patients');
  const state = stateOf(patient);
  return (
    <Badge
      variant={state === 'none' ? 'default' : 'light'}
      color={COLORS[state]}
      tt="none"
      c="var(--mantine-color-text)"
    >
      {t(`accountState.${state}`)}
    </Badge>
  );
};
