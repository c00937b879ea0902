import { Anchor, Code, Stack, Text } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

/** As it is typed on the server's machine. */
const COMMAND = 'npm run reset-password -- <email>';

/** Who helps whom: no mail is sent from here, because the clinic knows its people better than a mailbox does. */
export const ForgotPassword = () => {
  const { t } = useTranslation('signIn');
  const [opened, setOpened] = useState(false);
  const id = useId();
  return (
    <Stack gap="xs">
      <Anchor
        component="button"
        type="button"
        size="sm"
        c="var(--app-accent)"
        ta="start"
        aria-expanded={opened}
        aria-controls={id}
        onClick={() => setOpened(!opened)}
      >
        {t('forgot.title')}
      </Anchor>
      {/* Not on the stack itself, which shows in spite of "hidden": its display is set. */}
      <div id={id} hidden={!opened}>
        <Stack gap="xs">
          <Text size="sm">{t('forgot.text')}</Text>
          <Text size="sm" c="dimmed">
            {t('forgot.firstAdmin')}
          </Text>
          <Code block>{COMMAND}</Code>
        </Stack>
      </div>
    </Stack>
  );
};
