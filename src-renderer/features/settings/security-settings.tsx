import { AccountTexts } from '../../i18n/account-texts.tsx';
import { SecurityParts, WithProfile } from '../profile/profile-parts.tsx';

/** The doctor's password, second factor and signed-in devices. */
export const SecuritySettings = () => (
  <AccountTexts>
    <WithProfile>
      {(profile, { reload }) => <SecurityParts profile={profile} onChanged={() => void reload()} />}
    </WithProfile>
  </AccountTexts>
);
