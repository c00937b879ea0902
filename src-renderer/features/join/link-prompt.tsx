import { Button, Group, Modal, Text } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { useServices, useSession } from '../../services.tsx';
import { useWaitingLink } from './use-waiting-link.ts';

/** Where a page is that must not be left without asking. */
const placeOf = (pathname: string): 'inCall' | 'waiting' | 'text' => {
  if (pathname.startsWith('/consultation/')) return 'inCall';
  return pathname.startsWith('/waiting-room/') ? 'waiting' : 'text';
};

const Prompt = ({ bridge }: { bridge: AnteroomBridge }) => {
  const { t } = useTranslation(['join', 'common']);
  const session = useSession();
  const navigate = useNavigate();
  const { pathname } = useLocation();
  const waiting = useWaitingLink(bridge);
  const [decided, setDecided] = useState<typeof waiting>(null);
  const isNew = waiting !== null && waiting !== decided;
  const onJoinPage = pathname === '/join';
  // Whoever is signed in is at something; everybody else came here to open the link.
  const asks = isNew && !onJoinPage && session.status === 'signedIn';

  useEffect(() => {
    if (isNew && !asks && !onJoinPage) void navigate('/join');
  }, [isNew, asks, onJoinPage, navigate]);
  // The page has it now: leaving it again must not bring it back.
  if (isNew && onJoinPage) setDecided(waiting);

  const look = () => {
    setDecided(waiting);
    void navigate('/join');
  };
  const stay = () => {
    setDecided(waiting);
    bridge.clinics.dropLink().catch(() => undefined);
  };
  const place = placeOf(pathname);
  const host = waiting?.link?.host ?? null;
  return (
    <Modal
      opened={asks}
      onClose={stay}
      title={t('prompt.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <Text style={{ overflowWrap: 'anywhere' }}>
        {host === null ? t('prompt.unreadable') : t(`prompt.${place}`, { host })}
      </Text>
      <Group justify="flex-end" mt="md" gap="sm">
        <Button variant={host === null ? 'filled' : 'default'} onClick={stay} data-autofocus>
          {t('prompt.later')}
        </Button>
        {host !== null && (
          <Button onClick={look} color={place === 'inCall' ? 'red' : ''}>
            {t(place === 'inCall' ? 'prompt.leaveCall' : 'prompt.look')}
          </Button>
        )}
      </Group>
    </Modal>
  );
};

/** Brings a link that the system hands to the app to the person: at once, or by a question where that would disturb. */
export const LinkPrompt = () => {
  const { platform } = useServices();
  return platform.desktop === null ? null : <Prompt bridge={platform.desktop} />;
};
