import { Alert, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { AppWindow, Mail, TriangleAlert } from 'lucide-react';
import { QRCodeSVG } from 'qrcode.react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  languageSchema,
  parseAppLink,
  type Appointment,
  type InviteLink,
  type Language,
} from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useTextsIn } from '../../i18n/use-texts-in.ts';
import { useClinicName, useServices } from '../../services.tsx';
import classes from './booking.module.css';
import { useOwnClinic } from '../help-code/use-hosted-failure.ts';
import { CalendarMenu } from './calendar-menu.tsx';
import { CopyButton } from './copy-button.tsx';
import { regionalTag } from '../../i18n/format.ts';
import { invitationText, mailtoUrl, spokenStart } from './invitation-message.ts';
import { isThisMachineOnly } from './this-machine.ts';
import { LanguageSelect } from './language-select.tsx';

/** The link's own characters need no more; a larger code would only be finer. */
const QR_SIZE = 220;
/** Modules of white around the code that scanners count on. */
const QR_QUIET_ZONE = 4;

/** A new invitation, to be sent in any way: the only time that its link can be seen. */
export const InvitationPanel = ({
  invite,
  appointment,
  email,
  language: initialLanguage,
}: {
  invite: InviteLink;
  appointment: Appointment;
  /** The patient's; null leaves the addressee to the doctor. */
  email: string | null;
  /** To write in, at first. */
  language: Language;
}) => {
  const { t } = useTranslation(['rooms', 'booking', 'common']);
  const { platform } = useServices();
  // Whoever hosts the clinic looks after its address.
  const hostsHere = useOwnClinic()?.status === 'running';
  const format = useFormat();
  const clinic = useClinicName() ?? t('common:appName');
  const link = useRef<HTMLInputElement>(null);
  const appLink = useRef<HTMLInputElement>(null);
  const message = useRef<HTMLTextAreaElement>(null);
  const [language, setLanguage] = useState(initialLanguage);
  const written = useTextsIn(language, 'invitation');

  // It takes the place of the button that made it, and with it the focus.
  useEffect(() => link.current?.focus({ preventScroll: true }), []);

  const isPinned = invite.appUrl !== undefined && parseAppLink(invite.appUrl)?.pin != null;
  const facts = { appointment, clinic, url: invite.url, isPinned };
  const when = written === null ? '' : spokenStart(appointment.startsAt, regionalTag(written.language));
  const text = written === null ? '' : invitationText(written.t, facts, when);
  const mailto =
    written === null
      ? null
      : mailtoUrl(email, written.t('subject', { clinic }), [
          text,
          invitationText(written.t, facts, when, true),
        ]);
  const calendarWords =
    written === null
      ? null
      : {
          title: written.t('calendar.title', { clinic }),
          description: `${written.t(isPinned ? 'openApp' : 'calendar.description')}\n${invite.url}`,
          location: clinic,
          url: invite.url,
        };

  return (
    <Stack gap="md">
      <Text>
        {t(isPinned ? 'booking:panel.sendEither' : 'invitation.send', { name: appointment.patientName })}
      </Text>
      {isThisMachineOnly(invite.url) && (
        <Alert
          color="orange"
          variant="light"
          icon={<TriangleAlert size={20} strokeWidth={1.75} aria-hidden />}
        >
          {t(hostsHere ? 'invitation.thisMachineHosted' : 'invitation.thisMachine')}
        </Alert>
      )}
      {isPinned && (
        <Alert color="orange" variant="light" icon={<AppWindow size={20} strokeWidth={1.75} aria-hidden />}>
          {t('booking:panel.recommendApp', { name: appointment.patientName })}
        </Alert>
      )}
      <div className={classes.panel}>
        <Stack gap="sm">
          <Group align="flex-end" gap="xs" wrap="nowrap">
            <TextInput
              ref={link}
              flex={1}
              label={t('invitation.link')}
              value={invite.url}
              readOnly
              data-autofocus
              onFocus={(event) => event.currentTarget.select()}
            />
            <CopyButton field={link}>{t('common:copy')}</CopyButton>
          </Group>
          {invite.appUrl !== undefined && isPinned && (
            <Group align="flex-end" gap="xs" wrap="nowrap">
              <TextInput
                ref={appLink}
                flex={1}
                label={t('booking:panel.appLink')}
                value={invite.appUrl}
                readOnly
                onFocus={(event) => event.currentTarget.select()}
              />
              <CopyButton field={appLink}>{t('common:copy')}</CopyButton>
            </Group>
          )}
          <LanguageSelect
            label={t('booking:language')}
            value={language}
            onChange={(value) => setLanguage(languageSchema.parse(value))}
          />
          <Textarea
            ref={message}
            label={t('booking:panel.text')}
            value={text}
            lang={written?.language}
            readOnly
            rows={7}
          />
        </Stack>
        <div className={classes.qrBox}>
          <div className={classes.qr}>
            <QRCodeSVG
              value={invite.url}
              size={QR_SIZE}
              marginSize={QR_QUIET_ZONE}
              level="M"
              bgColor="#ffffff"
              fgColor="#000000"
              title={t('booking:panel.qr')}
            />
          </div>
          <Text size="sm" c="dimmed">
            {t('booking:panel.scan')}
          </Text>
        </div>
      </div>
      <Group gap="xs">
        {mailto !== null && (
          <Button
            component="a"
            href={mailto}
            variant="default"
            leftSection={<Mail size={18} strokeWidth={1.75} aria-hidden />}
            onClick={(event) => {
              // The desktop's window goes nowhere; the system opens the mail program.
              if (platform.kind !== 'desktop') return;
              event.preventDefault();
              void platform.openExternal(mailto);
            }}
          >
            {t('booking:panel.email')}
          </Button>
        )}
        <CopyButton field={message}>{t('booking:panel.copyMessage')}</CopyButton>
        <CalendarMenu
          appointment={appointment}
          clinic={clinic}
          patientWords={calendarWords}
          roomUrl={`${new URL(invite.url).origin}/rooms/${appointment.roomId}`}
        />
      </Group>
      <Text c="dimmed" size="sm">
        {t('invitation.once', { until: format.dayAndTime(invite.expiresAt) })}
      </Text>
    </Stack>
  );
};
