import { useState } from 'react';
import { useStore } from 'zustand';
import type { MessageAlerts } from '../../../src-preload/contract.ts';
import { useServices } from '../../services.tsx';

/** How this device tells of messages, and the way to change that; `failed`: the last change was not kept. */
export const useAlerts = (): {
  alerts: MessageAlerts;
  failed: boolean;
  change: (changes: Partial<MessageAlerts>) => void;
} => {
  const { platform } = useServices();
  const alerts = useStore(platform.settings, ({ messageAlerts }) => messageAlerts);
  const [failed, setFailed] = useState(false);
  return {
    alerts,
    failed,
    change: (changes) => {
      setFailed(false);
      const messageAlerts = { ...platform.settings.getState().messageAlerts, ...changes };
      platform.updateSettings({ messageAlerts }).catch(() => setFailed(true));
    },
  };
};
