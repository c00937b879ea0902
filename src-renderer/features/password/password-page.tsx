import { Button, PasswordInput, Text } from '@mantine/core';
import { KeyRound, Link2Off, WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { useStore } from 'zustand';
import { newPasswordSchema, type RouteAnswer } from '../../../server/protocol/index.ts';
import { codeOf, isUnreachable, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { PatientShell } from '../../shell/patient-shell.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { FormPage } from '../../ui/form-page.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { useFields } from '../../ui/use-fields.ts';

type Owner = RouteAnswer<'inspectPasswordLink'>['data'];
type Failure = 'invalid' | 'expired' | 'offline' | 'refused';
/** `set`: the password is, but signing in takes a code of the second factor, too. */
type End = Failure | 'set';

const failureOf = (code: ApiErrorCode): Failure => {
  switch (code) {
    case 'password_link_expired':
      return 'expired';
    case 'rate_limited':
    case 'storage_unavailable':
    case 'storage_full':
    case 'overloaded':
    case 'internal':
      return 'refused';
    default:
      return isUnreachable(code) ? 'offline' : 'invalid';
  }
};

const isOver = (code: ApiErrorCode): boolean =>
  code === 'password_link_invalid' || code === 'password_link_expired';

const PasswordForm = ({
  link,
  owner,
  onOver,
}: {
  link: string;
  owner: Owner;
  /** The link has done its work, or stopped working meanwhile. */
  onOver: (end: End) => void;
}) => {
  const { t } = useTranslation(['password', 'common']);
  const { session, passwordLinks } = useServices();
  const navigate = useNavigate();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const fields = useFields({ password: '', repeat: '' });
  const clinic = owner.clinicName ?? t('common:appName');

  const submit = (form: HTMLFormElement) =>
    fields.submit(form, async () => {
      setProblem(null);
      const { password, repeat } = fields.values;
      if (!newPasswordSchema.safeParse(password).success) {
        fields.fail({ password: t('wrong.password') });
        return;
      }
      if (repeat !== password) {
        fields.fail({ repeat: t('wrong.repeat') });
        return;
      }
      try {
        await session.usePasswordLink({ link, password });
        await navigate('/', { replace: true });
        passwordLinks.setState({ link: null });
      } catch (error) {
        const code = codeOf(error);
        if (code === 'second_factor_required') onOver('set');
        else if (isOver(code)) onOver(failureOf(code));
        else setProblem(code);
      }
    });

  const showTyped = { 'aria-label': t('common:showTyped') };
  return (
    <FormPage
      title={t(`${owner.purpose}.title`, { name: owner.fullname })}
      text={t(`${owner.purpose}.text`, { clinic, email: owner.email })}
      onSubmit={(form) => void submit(form)}
    >
      {/* Password managers keep the password under the name that they find beside it. */}
      <input type="email" autoComplete="username" value={owner.email} readOnly hidden />
      <PasswordInput
        label={t('password')}
        description={t('passwordHint')}
        autoComplete="new-password"
        autoFocus
        visibilityToggleButtonProps={showTyped}
        {...fields.input('password')}
      />
      <PasswordInput
        label={t('repeat')}
        autoComplete="new-password"
        visibilityToggleButtonProps={showTyped}
        {...fields.input('repeat')}
      />
      {problem !== null && <ErrorNotice code={problem} />}
      <Button type="submit" loading={fields.busy}>
        {t(`${owner.purpose}.submit`)}
      </Button>
    </FormPage>
  );
};

const EndPage = ({ end, onRetry }: { end: End; onRetry: () => void }) => {
  const { t } = useTranslation(['password', 'common']);
  const canRetry = end === 'offline' || end === 'refused';
  const Icon = canRetry ? WifiOff : end === 'set' ? KeyRound : Link2Off;
  return (
    <PatientShell connection={false}>
      <MessagePage
        icon={<Icon size={32} strokeWidth={1.75} />}
        title={t(`${end}.title`)}
        action={
          canRetry ? (
            <Button onClick={onRetry}>{t('common:retry')}</Button>
          ) : (
            <Button component={Link} to="/" variant="default">
              {t('signIn')}
            </Button>
          )
        }
      >
        <Text role="alert">{t(`${end}.text`)}</Text>
      </MessagePage>
    </PatientShell>
  );
};

/** What is known of one link after one attempt to ask for it. */
type Inspection = { link: string; attempt: number } & ({ owner: Owner } | { end: End });

/** `/password#link=…`: somebody chooses the password of the own account. */
export const PasswordPage = () => {
  const { t } = useTranslation('password');
  const { session, passwordLinks } = useServices();
  const { link } = useStore(passwordLinks);
  const [attempt, setAttempt] = useState(0);
  const [inspection, setInspection] = useState<Inspection | null>(null);

  useEffect(() => {
    if (link === null) return;
    let isCurrent = true;
    const settle = (result: { owner: Owner } | { end: End }) => {
      if (isCurrent) setInspection({ link, attempt, ...result });
    };
    session.inspectPasswordLink(link).then(
      (owner) => settle({ owner }),
      (error: unknown) => settle({ end: failureOf(codeOf(error)) }),
    );
    return () => {
      isCurrent = false;
    };
  }, [link, attempt, session]);

  const retry = () => setAttempt((count) => count + 1);
  if (link === null) return <EndPage end="invalid" onRetry={retry} />;
  if (inspection === null || inspection.link !== link || inspection.attempt !== attempt) {
    return (
      <Delayed>
        <PatientShell connection={false}>
          <MessagePage icon={<KeyRound size={32} strokeWidth={1.75} />} title={t('opening.title')}>
            <Text role="status">{t('opening.text')}</Text>
          </MessagePage>
        </PatientShell>
      </Delayed>
    );
  }
  if ('end' in inspection) return <EndPage end={inspection.end} onRetry={retry} />;
  return (
    <PasswordForm
      key={link}
      link={link}
      owner={inspection.owner}
      onOver={(end) => setInspection({ link, attempt, end })}
    />
  );
};
