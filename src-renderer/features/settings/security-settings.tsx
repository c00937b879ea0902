import { SecurityParts, WithProfile } from '../profile/profile-parts.tsx';

/** The doctor's password, second factor and signed-in devices. */
export const SecuritySettings = () => (
  <WithProfile>
    {(profile, { reload }) => <SecurityParts profile={profile} onChanged={() => void reload()} />}
  </WithProfile>
);
