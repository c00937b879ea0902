import type { Profile } from '../../../server/protocol/index.ts';
import { AccountTexts } from '../../i18n/account-texts.tsx';
import { MailCard } from './mail-card.tsx';
import { QuietCard } from './quiet-card.tsx';
import { SoundCard } from './sound-card.tsx';

/** How a patient is told of messages: on this device by sound, with quiet hours; elsewhere by mail. */
export const AlertCards = ({
  profile,
  onChanged,
}: {
  profile: Profile;
  onChanged: (profile: Profile) => void;
}) => (
  <AccountTexts>
    <SoundCard />
    <QuietCard role={profile.role} />
    <MailCard profile={profile} onChanged={onChanged} />
  </AccountTexts>
);
