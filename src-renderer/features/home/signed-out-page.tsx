import { Anchor } from '@mantine/core';
import { LogOut, MonitorSmartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { SignedOutReason } from '../../api/session.ts';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { MessagePage } from '../../ui/message-page.tsx';
import { PatientShell } from '../../shell/patient-shell.tsx';

const wordsOf = (reason: SignedOutReason | null): 'openedElsewhere' | 'logout' | 'ended' => {
  if (reason === 'opened_elsewhere') return 'openedElsewhere';
  return reason === 'logout' ? 'logout' : 'ended';
};

/** In place of a page whose session is over. */
export const SignedOutPage = ({ reason }: { reason: SignedOutReason | null }) => {
  const { t } = useTranslation();
  const words = wordsOf(reason);
  useReportFailure(words === 'logout' ? null : words === 'ended' ? 'session-ended' : 'opened-elsewhere');
  const Icon = words === 'openedElsewhere' ? MonitorSmartphone : LogOut;
  return (
    <PatientShell connection={false}>
      <MessagePage
        icon={<Icon size={32} strokeWidth={1.75} />}
        title={t(`signedOut.${words}Title`)}
        action={
          <Anchor component={Link} to="/" size="sm" c="var(--app-accent)">
            {t('signedOut.doctorLink')}
          </Anchor>
        }
      >
        {t(`signedOut.${words}Text`)}
      </MessagePage>
    </PatientShell>
  );
};
