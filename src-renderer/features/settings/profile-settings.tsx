import { AccountTexts } from '../../i18n/account-texts.tsx';
import { PersonForm } from '../profile/person-form.tsx';
import { WithProfile } from '../profile/profile-parts.tsx';

/** The doctor's own name, phone and language. */
export const ProfileSettings = () => (
  <AccountTexts>
    <WithProfile>{(profile, { set }) => <PersonForm profile={profile} onChanged={set} />}</WithProfile>
  </AccountTexts>
);
