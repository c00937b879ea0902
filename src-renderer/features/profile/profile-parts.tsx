import { Skeleton } from '@mantine/core';
import { useCallback, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Profile } from '../../../server/protocol/index.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { FactorCard } from './factor-card.tsx';
import { PasswordForm } from './password-form.tsx';
import { SessionList } from './session-list.tsx';
import { useLoaded, type Loaded } from './use-loaded.ts';

/** Loads the own account and shows what is made of it; until then a skeleton, or why it does not come. */
export const WithProfile = ({
  children,
}: {
  children: (profile: Profile, loaded: Loaded<Profile>) => ReactNode;
}) => {
  const { t } = useTranslation();
  const { rest } = useServices();
  const loaded = useLoaded(useCallback(async () => (await rest.call('profile')).data.profile, [rest]));
  const { data, problem, reload } = loaded;
  return (
    <>
      {problem !== null && <ErrorNotice code={problem} onRetry={() => void reload()} />}
      {data === null && problem === null && (
        <Delayed>
          <Skeleton height={240} radius="lg" role="status" aria-label={t('loading')} />
        </Delayed>
      )}
      {data !== null && children(data, loaded)}
    </>
  );
};

/** Password, second factor and signed-in devices. */
export const SecurityParts = ({ profile, onChanged }: { profile: Profile; onChanged: () => void }) => {
  const { rest } = useServices();
  const sessions = useLoaded(
    useCallback(async () => (await rest.call('listSessions')).data.sessions, [rest]),
  );
  return (
    <>
      <PasswordForm email={profile.email} onChanged={() => void sessions.reload()} />
      <FactorCard profile={profile} onChanged={onChanged} />
      <SessionList sessions={sessions} />
    </>
  );
};
