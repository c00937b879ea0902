import { Alert } from '@mantine/core';
import { PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import { z } from '../../../server/protocol/zod.ts';

const noticeSchema = z.object({
  callNotice: z.object({ kind: z.enum(['ended', 'otherEnded', 'left', 'held']), name: z.string() }),
});

/** What a doctor is told on returning from a call; travels in the history's state. */
export type CallNoticeState = z.infer<typeof noticeSchema>;

/**
 * How the call ended, on the page to which the doctor came back. Nothing if they did not come from one.
 * @param unstored the call is over, and a full disk cannot take down the end of the visit yet
 */
export const CallNotice = ({ unstored = false }: { unstored?: boolean }) => {
  const { t } = useTranslation('consultation');
  const location = useLocation();
  const navigate = useNavigate();
  const parsed = noticeSchema.safeParse(location.state);
  if (!parsed.success) return null;
  const { kind, name } = parsed.data.callNotice;
  return (
    <Alert
      role="status"
      variant="light"
      m="md"
      color={kind === 'otherEnded' || unstored ? 'orange' : 'teal'}
      icon={<PhoneOff size={20} strokeWidth={1.75} aria-hidden />}
      styles={{ message: { overflowWrap: 'anywhere' } }}
      withCloseButton
      closeButtonLabel={t('notice.dismiss')}
      onClose={() => void navigate(location.pathname, { replace: true, state: null })}
    >
      {t(`notice.${kind === 'ended' && unstored ? 'endedUnstored' : kind}`, { name })}
    </Alert>
  );
};
