import { Button, Stack, Text } from '@mantine/core';
import { AppWindow, DoorOpen } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatAppLink, type JoinLink } from '../../../server/protocol/index.ts';
import { PatientShell } from '../../shell/patient-shell.tsx';
import { MessagePage } from '../../ui/message-page.tsx';

/** Systems for which there is an app. An iPad says that it is a Mac, but no Mac is touched. */
export const hasApp = ({
  userAgent,
  maxTouchPoints,
}: Pick<Navigator, 'userAgent' | 'maxTouchPoints'>): boolean =>
  /windows nt|x11; linux/i.test(userAgent) || (/macintosh/i.test(userAgent) && maxTouchPoints <= 1);

/** Who was invited to a clinic that browsers do not know can go on in the app, which does. */
export const OpenInApp = ({ link, onBrowser }: { link: JoinLink; onBrowser: () => void }) => {
  const { t } = useTranslation('visit');
  const [tried, setTried] = useState(false);
  return (
    <PatientShell connection={false}>
      <MessagePage
        icon={<DoorOpen size={32} strokeWidth={1.75} />}
        title={t('choose.title')}
        action={
          <>
            <Stack gap="sm" align="flex-start">
              <Button
                component="a"
                href={formatAppLink(link)}
                leftSection={<AppWindow size={18} strokeWidth={1.75} aria-hidden />}
                onClick={() => setTried(true)}
              >
                {t('choose.app')}
              </Button>
              <Button variant="default" onClick={onBrowser}>
                {t('choose.browser')}
              </Button>
            </Stack>
            <Text role="status">{tried ? t('choose.hint') : ''}</Text>
          </>
        }
      >
        {t('choose.text')}
      </MessagePage>
    </PatientShell>
  );
};
