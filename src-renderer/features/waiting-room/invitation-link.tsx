import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { Check, Copy } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { InviteLink } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { copyText } from '../../ui/copy-text.ts';

const COPIED_MS = 2_000;

/** A new invitation: the only time that its link can be seen. */
export const InvitationLink = ({ invite, patientName }: { invite: InviteLink; patientName: string }) => {
  const { t } = useTranslation(['rooms', 'common']);
  const format = useFormat();
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState(false);

  // It takes the place of the button that made it, and with it the focus.
  useEffect(() => field.current?.focus({ preventScroll: true }), []);

  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), COPIED_MS);
    return () => clearTimeout(timer);
  }, [copied]);

  const copy = async () => {
    if (field.current === null || !(await copyText(field.current))) return;
    setCopied(true);
  };

  return (
    <Stack gap="sm">
      <Text>{t('invitation.send', { name: patientName })}</Text>
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          ref={field}
          flex={1}
          label={t('invitation.link')}
          value={invite.url}
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
      <Text c="dimmed" size="sm">
        {t('invitation.once', { until: format.dayAndTime(invite.expiresAt) })}
      </Text>
    </Stack>
  );
};
