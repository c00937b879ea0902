import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Mail, QrCode } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PasswordLink } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices } from '../../services.tsx';
import { CopyButton } from '../booking/copy-button.tsx';
import classes from './account-link.module.css';
import { useAccountMail, type LinkOwner } from './use-account-mail.ts';

const CODE_SIZE = 168;

/** A new password link: the only time that it can be seen, with the ways to hand it over. */
export const AccountLink = ({ link, owner }: { link: PasswordLink; owner: LinkOwner }) => {
  const { t } = useTranslation(['accountLink', 'common']);
  const { platform } = useServices();
  const format = useFormat();
  const mail = useAccountMail(owner, link);
  const field = useRef<HTMLInputElement>(null);
  const [codeShown, setCodeShown] = useState(false);
  const name = owner.fullname;

  // It takes the place of the button that made it, and with it the focus.
  useEffect(() => field.current?.focus({ preventScroll: true }), [link]);

  return (
    <Stack gap="sm">
      <Text>{t(owner.hasAccount ? 'sendReset' : 'send', { name })}</Text>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          ref={field}
          flex={1}
          label={t('label')}
          value={link.url}
          readOnly
          data-autofocus
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton field={field}>{t('common:copy')}</CopyButton>
      </Group>
      <Group gap="xs">
        {mail !== null && (
          <Button
            component="a"
            href={mail}
            variant="default"
            leftSection={<Mail size={16} strokeWidth={1.75} aria-hidden />}
            onClick={(event) => {
              // The desktop's window goes nowhere; the system opens the mail program.
              if (platform.kind !== 'desktop') return;
              event.preventDefault();
              void platform.openExternal(mail);
            }}
          >
            {t('mail')}
          </Button>
        )}
        <Button
          variant="default"
          leftSection={<QrCode size={16} strokeWidth={1.75} aria-hidden />}
          aria-expanded={codeShown}
          onClick={() => setCodeShown((shown) => !shown)}
        >
          {t(codeShown ? 'hideCode' : 'showCode')}
        </Button>
      </Group>
      {codeShown && (
        <div className={classes.code}>
          <QRCodeSVG value={link.url} size={CODE_SIZE} title={t('code', { name })} />
        </div>
      )}
      <Text c="dimmed" size="sm">
        {t('once', { until: format.dayAndTime(link.expiresAt) })}
      </Text>
    </Stack>
  );
};
