import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { AnteroomBridge, MenuCommand, MenuPlaces } from '../../../src-preload/contract.ts';
import { useSession } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { HelpDialog } from '../help-code/help-dialog.tsx';
import { SharePicker } from '../screen-share/share-picker.tsx';

type Pages = Partial<Record<MenuCommand, string>>;

const PAGES: Record<MenuPlaces, Pages> = {
  none: {},
  patient: { settings: '/computer', updates: '/computer' },
  doctor: {
    settings: '/settings',
    rooms: '/rooms',
    appointments: '/appointments',
    patients: '/patients',
    updates: '/settings/computer',
  },
};

/** Beside every page, in the app alone: what its menu does, and which screen is shared. */
export const DesktopParts = ({ bridge }: { bridge: AnteroomBridge }) => {
  const { t } = useTranslation('appCare');
  const session = useSession();
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const announce = useAnnounce();
  const [helping, setHelping] = useState(false);

  // Another page would end the call that runs, or take a patient out of the room where they are looked for.
  const isHeld = /^\/(consultation|waiting-room)\//.test(pathname);
  const places: MenuPlaces = session.status !== 'signedIn' || isHeld ? 'none' : session.user.role;
  useEffect(() => {
    void bridge.menu.offer({ places }).catch(() => undefined);
  }, [bridge, places]);

  useEffect(
    () =>
      bridge.menu.onChosen(({ command }) => {
        if (command === 'help-code') setHelping(true);
        else if (command === 'diagnostics-copied') announce(t('diagnostics.copied'));
        else {
          // None: it was chosen a moment before the menu knew better.
          const page = PAGES[places][command];
          if (page !== undefined) void navigate(page);
        }
      }),
    [bridge, places, navigate, announce, t],
  );

  return (
    <>
      <SharePicker bridge={bridge.screenShare} />
      <HelpDialog opened={helping} onClose={() => setHelping(false)} />
    </>
  );
};
