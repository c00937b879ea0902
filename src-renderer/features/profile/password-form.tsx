import { Alert, Button, Group, PasswordInput, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { newPasswordSchema } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useFields } from '../../ui/use-fields.ts';
import { ProfileCard } from './profile-card.tsx';
import classes from './profile.module.css';

const LEAST = 8;
const GOOD = 12;
const STRONG = 16;

/** Length is what resists guessing; rules about signs only make passwords alike. */
const strengthOf = (password: string): 'none' | 'short' | 'fair' | 'good' | 'strong' => {
  const { length } = password;
  if (length === 0) return 'none';
  if (length < LEAST) return 'short';
  if (length < GOOD) return 'fair';
  return length < STRONG ? 'good' : 'strong';
};

/** Changes the password; the other devices are signed out by it. */
export const PasswordForm = ({ email, onChanged }: { email: string | null; onChanged: () => void }) => {
  const { t } = useTranslation(['profile', 'common']);
  const { rest } = useServices();
  const errorText = useErrorText();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const [changed, setChanged] = useState(false);
  const fields = useFields({ current: '', new: '' });

  const wrongNew = (password: string): string | null => {
    if (newPasswordSchema.safeParse(password).success) return null;
    return t(password.length < LEAST ? 'password.wrong.new' : 'password.wrong.long');
  };

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setProblem(null);
      setChanged(false);
      const { current, new: next } = fields.values;
      const refused = wrongNew(next);
      if (current === '' || refused !== null) {
        fields.fail({
          ...(current === '' ? { current: t('password.wrong.current') } : {}),
          ...(refused === null ? {} : { new: refused }),
        });
        return;
      }
      try {
        await rest.call('changePassword', { body: { currentPassword: current, newPassword: next } });
        fields.set('current', '');
        fields.set('new', '');
        setChanged(true);
        onChanged();
      } catch (error) {
        const code = codeOf(error);
        if (code === 'wrong_password') fields.fail({ current: errorText(code) });
        else setProblem(code);
      }
    });

  const toggle = { 'aria-label': t('common:showTyped') };
  return (
    <ProfileCard title={t('password.title')}>
      <Text c="dimmed" className={classes.text ?? ''}>
        {t('password.text')}
      </Text>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit(event.currentTarget);
        }}
      >
        <Stack gap="md">
          {/* Tells a password manager whose password this is. */}
          <input type="email" autoComplete="username" value={email ?? ''} readOnly hidden />
          <PasswordInput
            label={t('password.current')}
            autoComplete="current-password"
            visibilityToggleButtonProps={toggle}
            {...fields.input('current')}
          />
          <PasswordInput
            label={t('password.new')}
            description={t(`password.strength.${strengthOf(fields.values.new)}`)}
            autoComplete="new-password"
            visibilityToggleButtonProps={toggle}
            {...fields.input('new')}
          />
          {problem !== null && <ErrorNotice code={problem} />}
          {changed && (
            <Alert variant="light" color="green" c="var(--mantine-color-text)" role="status">
              {t('password.changed')}
            </Alert>
          )}
          <Group>
            <Button type="submit" loading={fields.busy}>
              {t('password.submit')}
            </Button>
          </Group>
        </Stack>
      </form>
    </ProfileCard>
  );
};
