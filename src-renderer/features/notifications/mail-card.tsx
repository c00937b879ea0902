import { Group, NativeSelect, Text } from '@mantine/core';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useClinic, useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { ProfileCard } from '../profile/profile-card.tsx';

const HOUR = 60;
const DAY = 24 * HOUR;
/** Minutes. */
const CHOICES = [5, 15, 30, HOUR, 4 * HOUR, DAY] as const;
const NEVER = 'never';

/** After how long unread messages are told by mail; kept by the clinic, for all devices. */
export const MailCard = ({
  profile,
  onChanged,
}: {
  profile: Profile;
  onChanged: (profile: Profile) => void;
}) => {
  const { t } = useTranslation('notices');
  const { rest } = useServices();
  const isOn = useClinic()?.mail !== false;
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const [saved, setSaved] = useState(false);
  const { email, role, unreadMailMinutes } = profile;

  const choose = async (value: string) => {
    setProblem(null);
    setSaved(false);
    try {
      const minutes = value === NEVER ? null : Number(value);
      const { data } = await rest.call('updateProfile', { body: { unreadMailMinutes: minutes } });
      onChanged(data.profile);
      setSaved(true);
    } catch (error) {
      setProblem(codeOf(error));
    }
  };

  const words = (minutes: number): string =>
    minutes % DAY === 0
      ? t('mail.afterDays', { count: minutes / DAY })
      : minutes % HOUR === 0
        ? t('mail.afterHours', { count: minutes / HOUR })
        : t('mail.afterMinutes', { count: minutes });
  // Another program may have set any number.
  const choices = [...new Set([...CHOICES, ...(unreadMailMinutes === null ? [] : [unreadMailMinutes])])];

  return (
    <ProfileCard title={t('mail.title')}>
      {email === null ? (
        <Text>{t('mail.noAddress')}</Text>
      ) : (
        <>
          <Text c="dimmed" size="sm" style={{ overflowWrap: 'anywhere' }}>
            {t('mail.text', { email })}
          </Text>
          {!isOn && <Text size="sm">{t(`mail.off.${role}`)}</Text>}
          <NativeSelect
            label={t('mail.after')}
            value={unreadMailMinutes ?? NEVER}
            onChange={(event) => void choose(event.currentTarget.value)}
            data={[
              { value: NEVER, label: t('mail.never') },
              ...choices
                .toSorted((one, other) => one - other)
                .map((minutes) => ({ value: String(minutes), label: words(minutes) })),
            ]}
          />
          {problem !== null && <ErrorNotice code={problem} />}
          <Group gap={6} role="status" c="var(--app-success)">
            {saved && (
              <>
                <Check size={18} strokeWidth={1.75} aria-hidden />
                <Text span>{t('mail.saved')}</Text>
              </>
            )}
          </Group>
        </>
      )}
    </ProfileCard>
  );
};
