import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { Check } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGE_NAMES } from '../../i18n/languages.ts';
import { LANGUAGES, routes, type Profile } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { ProfileCard } from './profile-card.tsx';

const FIELDS = ['fullname', 'phone'] as const;

/** Name, phone and language; the email is the clinic's to change. */
export const PersonForm = ({
  profile,
  onChanged,
}: {
  profile: Profile;
  onChanged: (profile: Profile) => void;
}) => {
  const { t } = useTranslation('profile');
  const { rest, session } = useServices();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const [saved, setSaved] = useState(false);
  const [language, setLanguage] = useState<string>(profile.language ?? '');
  const fields = useFields({ fullname: profile.fullname, phone: profile.phone ?? '' });

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setProblem(null);
      setSaved(false);
      const body = routes.updateProfile.body.safeParse({
        ...fields.values,
        language: language === '' ? null : language,
      });
      if (!body.success) {
        const wrong = new Set(body.error.issues.map(({ path }) => path[0]));
        const named = FIELDS.filter((name) => wrong.has(name));
        fields.fail(Object.fromEntries(named.map((name) => [name, t(`person.wrong.${name}`)])));
        return;
      }
      try {
        const { data } = await rest.call('updateProfile', { body: body.data });
        session.rename(data.profile.fullname);
        onChanged(data.profile);
        setSaved(true);
      } catch (error) {
        setProblem(codeOf(error));
      }
    });

  return (
    <ProfileCard title={t('person.title')}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
        onChange={() => setSaved(false)}
      >
        <Stack gap="md">
          <TextInput label={t('person.fullname')} autoComplete="name" {...fields.input('fullname')} />
          {profile.email !== null && (
            <TextInput
              label={t('person.email')}
              description={t('person.emailHint')}
              value={profile.email}
              readOnly
              variant="filled"
            />
          )}
          <TextInput
            label={t('person.phone')}
            description={profile.role === 'patient' ? t('person.phoneHint') : undefined}
            type="tel"
            inputMode="tel"
            autoComplete="tel"
            {...fields.input('phone')}
          />
          <NativeSelect
            label={t('person.language')}
            description={t('person.languageHint')}
            value={language}
            onChange={(event) => setLanguage(event.currentTarget.value)}
            data={[
              { value: '', label: t('person.noLanguage') },
              ...LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] })),
            ]}
          />
          {problem !== null && <ErrorNotice code={problem} />}
          <Group gap="sm">
            <Button type="submit" loading={fields.busy}>
              {t('person.save')}
            </Button>
            <Group gap={6} role="status" c="var(--app-success)">
              {saved && (
                <>
                  <Check size={18} strokeWidth={1.75} aria-hidden />
                  <Text span>{t('person.saved')}</Text>
                </>
              )}
            </Group>
          </Group>
        </Stack>
      </form>
    </ProfileCard>
  );
};
