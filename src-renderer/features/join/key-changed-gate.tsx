import { Button, Group, Stack, Text } from '@mantine/core';
import { ShieldX } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useStore } from 'zustand';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import type { JoinedState } from '../../platform/platform.ts';
import { useConnection, useServices } from '../../services.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { MessagePage } from '../../ui/message-page.tsx';
import { useReportFailure } from '../help-code/use-report-failure.ts';
import { nameOf } from './clinic-name.ts';

/** A running call needs no server, and the page that joins anew is the way out. */
const NOT_IN_FRONT_OF = /^\/(consultation\/|join$)/;

const Gate = ({
  bridge,
  joined,
  children,
}: {
  bridge: AnteroomBridge;
  joined: JoinedState;
  children: ReactNode;
}) => {
  const { t } = useTranslation('join');
  const { status } = useConnection();
  const { pathname } = useLocation();
  const { clinic, keyChanged } = useStore(joined.current);
  const [checking, setChecking] = useState(false);
  const [found, setFound] = useState<'still' | 'away' | null>(null);
  useReportFailure(keyChanged ? 'key-changed' : null);
  if (clinic === null || !keyChanged || status === 'online' || NOT_IN_FRONT_OF.test(pathname))
    return children;

  const check = async () => {
    setChecking(true);
    setFound(null);
    const reason = await bridge.clinics.check().catch(() => 'unreachable' as const);
    setChecking(false);
    if (reason !== null) setFound(reason === 'key_changed' ? 'still' : 'away');
  };
  return (
    <EntryFrame>
      <MessagePage
        standalone
        icon={<ShieldX size={32} strokeWidth={1.75} />}
        tone="danger"
        title={t('keyChanged.title')}
        action={
          <Group gap="sm">
            <Button size="md" component={Link} to="/join">
              {t('keyChanged.join')}
            </Button>
            <Button size="md" variant="default" loading={checking} onClick={() => void check()}>
              {t('keyChanged.check')}
            </Button>
          </Group>
        }
      >
        <Stack gap="sm">
          <div role="alert">
            <Text style={{ overflowWrap: 'anywhere' }}>
              {t('keyChanged.text', { clinic: nameOf(clinic) })}
            </Text>
            <Text mt="sm" fw={600}>
              {t('keyChanged.way')}
            </Text>
          </div>
          <Text role="status" c="dimmed">
            {found === null ? '' : t(`keyChanged.${found}`)}
          </Text>
        </Stack>
      </MessagePage>
    </EntryFrame>
  );
};

/**
 * Stands in front of every page while the joined clinic's server shows another key than the pinned one. There is
 * no way past it but the right key, or a new invitation.
 */
export const KeyChangedGate = ({ children }: { children: ReactNode }) => {
  const { platform } = useServices();
  if (platform.desktop === null || platform.joined === null) return children;
  return (
    <Gate bridge={platform.desktop} joined={platform.joined}>
      {children}
    </Gate>
  );
};
