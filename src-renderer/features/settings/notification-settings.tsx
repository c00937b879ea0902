import { AlertCards } from '../notifications/alert-cards.tsx';
import { WithProfile } from '../profile/profile-parts.tsx';

/** How the doctor is told of messages: sound, quiet hours, mail. */
export const NotificationSettings = () => (
  <WithProfile>{(profile, { set }) => <AlertCards profile={profile} onChanged={set} />}</WithProfile>
);
