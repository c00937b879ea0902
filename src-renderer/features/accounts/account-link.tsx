import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Check, Copy, Mail, QrCode } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Language, PasswordLink } from '../../../server/protocol/index.ts';
import { createFormat, useFormat } from '../../i18n/format.ts';
import { useClinicName } from '../../services.tsx';
import { copyText } from '../../ui/copy-text.ts';
import classes from './account-link.module.css';

const COPIED_MS = 2_000;
const CODE_SIZE = 168;

/** Whom a link is for. */
export type LinkOwner = {
  fullname: string;
  email: string;
  /** In which the email is written; null takes the language of this window. */
  language: Language | null;
  /** The link replaces a password that there is. */
  hasAccount: boolean;
};

/** A text in the owner's language, not in that of who sends it. */
const useMail = ({ fullname, email, language }: LinkOwner, { url, expiresAt }: PasswordLink): string => {
  const { i18n, t } = useTranslation();
  const clinic = useClinicName() ?? t('appName');
  const locale = language ?? i18n.resolvedLanguage ?? 'en';
  const write = i18n.getFixedT(locale, 'accountLink');
  const until = createFormat(locale).dayAndTime(expiresAt);
  const body = write('mailBody', { name: fullname, clinic, url, until });
  const subject = write('mailSubject', { clinic });
  // Line ends as RFC 6068 wants them.
  const encoded = encodeURIComponent(body.replaceAll('\n', '\r\n'));
  return `mailto:${encodeURIComponent(email)}?subject=${encodeURIComponent(subject)}&body=${encoded}`;
};

/** A new password link: the only time that it can be seen, with the ways to hand it over. */
export const AccountLink = ({ link, owner }: { link: PasswordLink; owner: LinkOwner }) => {
  const { t } = useTranslation(['accountLink', 'common']);
  const format = useFormat();
  const mail = useMail(owner, link);
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);
  const [codeShown, setCodeShown] = useState(false);
  const name = owner.fullname;

  // It takes the place of the button that made it, and with it the focus.
  useEffect(() => field.current?.focus({ preventScroll: true }), [link]);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    if (field.current !== null && (await copyText(field.current))) setCopied(true);
  };

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
        <Button
          variant="default"
          miw={110}
          aria-live="polite"
          leftSection={copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
          onClick={() => void copy()}
        >
          {t(copied ? 'common:copied' : 'common:copy')}
        </Button>
      </Group>
      <Group gap="xs">
        <Button component="a" href={mail} variant="default" leftSection={<Mail size={16} aria-hidden />}>
          {t('mail')}
        </Button>
        <Button
          variant="default"
          leftSection={<QrCode size={16} aria-hidden />}
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
