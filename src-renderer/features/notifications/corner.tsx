import type { CornerPlace } from './account-parts.tsx';
import { NoticesBell } from './notices-bell.tsx';
import { StatusMenu } from './status-menu.tsx';

/** The bell and the own status, in a frame of pages. */
export const Corner = ({ place }: { place: CornerPlace }) => (
  <>
    <NoticesBell place={place} />
    <StatusMenu place={place} />
  </>
);
