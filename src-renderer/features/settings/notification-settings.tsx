import { AccountTexts } from '../../i18n/account-texts.tsx';
import { useSignedIn } from '../../services.tsx';
import { MailCard } from '../notifications/mail-card.tsx';
import { QuietCard } from '../notifications/quiet-card.tsx';
import { SoundCard } from '../notifications/sound-card.tsx';
import { WithProfile } from '../profile/profile-parts.tsx';

/** How the doctor is told of messages: what this device does needs no server, mail does. */
export const NotificationSettings = () => {
  const { user } = useSignedIn();
  return (
    <AccountTexts>
      <SoundCard />
      <QuietCard role={user.role} />
      <WithProfile>{(profile, { set }) => <MailCard profile={profile} onChanged={set} />}</WithProfile>
    </AccountTexts>
  );
};
