import { Button } from '@mantine/core';
import { Settings } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge, BridgeOutput } from '../../../src-preload/contract.ts';

/**
 * In the app no page can be refused a device: it was the operating system. In its words, with the button that
 * opens the right page of its settings.
 */
export const SystemHelpNote = ({
  part,
  desktop,
}: {
  part: 'camera' | 'microphone';
  desktop: AnteroomBridge;
}) => {
  const { t } = useTranslation('deviceTest');
  const [system, setSystem] = useState<BridgeOutput<'device-probe:permissions'> | null>(null);
  useEffect(() => {
    let isShown = true;
    desktop.deviceProbe.permissions().then(
      (found) => {
        if (isShown) setSystem(found);
      },
      () => undefined,
    );
    return () => {
      isShown = false;
    };
  }, [desktop]);
  if (system === null) return <p>{t(`help.${part}.refusedBySystem`)}</p>;
  return (
    <>
      <p>{t(`system.${part}.${system.os}`)}</p>
      {system.opensSettings && (
        <p>
          <Button
            size="sm"
            variant="default"
            leftSection={<Settings size={18} strokeWidth={1.75} aria-hidden />}
            onClick={() => void desktop.deviceProbe.openSystemSettings({ page: part }).catch(() => undefined)}
          >
            {t('system.open')}
          </Button>
        </p>
      )}
    </>
  );
};
