import { useState, type ReactNode } from 'react';
import { useLocation } from 'react-router';
import { useStore } from 'zustand';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { DoctorTexts } from '../../i18n/doctor-texts.tsx';
import type { ClinicHost } from '../../platform/platform.ts';
import { useServices } from '../../services.tsx';
import { EntryFrame } from '../../shell/entry-frame.tsx';
import { KeyLostPage } from '../clinic-identity/key-lost-page.tsx';
import { ChoosePassphrasePage } from './choose-passphrase-page.tsx';
import { KEY_FAILURES, RecoverClinicPage } from './recover-clinic-page.tsx';
import { UnlockPage } from './unlock-page.tsx';
import { useSecrets } from './use-secrets.ts';

/** Pages that have their own say while the clinic is closed: its panel, and the ways to another clinic. */
const ELSEWHERE = /^\/(hosting|join|recover)\b/;

/**
 * Stands in front of every page of the app as long as this computer's keys are locked, or its own clinic cannot be
 * opened with the key that is here.
 */
export const DesktopGate = ({
  desktop,
  host,
  children,
  onUnlocked = () => window.location.reload(),
}: {
  desktop: AnteroomBridge;
  host: ClinicHost;
  children: ReactNode;
  /** Who is signed in was among what was locked: the page begins anew with it. */
  onUnlocked?: () => void;
}) => {
  const { platform } = useServices();
  const { state: secrets, reload } = useSecrets(desktop.secrets);
  const hosted = useStore(host.state);
  const serverUrl = useStore(platform.serverUrl);
  const { pathname } = useLocation();
  const [isPutOff, setPutOff] = useState(false);
  const failure = hosted.status === 'failed' ? hosted.code : null;

  const page = (): ReactNode => {
    if (secrets === null) return null;
    if (secrets.status === 'locked')
      return <UnlockPage secrets={desktop.secrets} onUnlocked={onUnlocked} onStartedOver={reload} />;
    if (secrets.status === 'unset' && (!isPutOff || failure === 'secrets_locked')) {
      const putOff = async () => {
        setPutOff(true);
        // It asked for the clinic, and does without it.
        if (failure === 'secrets_locked') await host.stop();
      };
      return <ChoosePassphrasePage secrets={desktop.secrets} onDone={reload} onLater={() => void putOff()} />;
    }
    const isAtOwn = serverUrl === null && !ELSEWHERE.test(pathname);
    if (failure === 'tls_key_unreadable' && isAtOwn) {
      return <KeyLostPage certificates={desktop.certificates} host={host} />;
    }
    const keyFailure = KEY_FAILURES.find((code) => code === failure);
    if (keyFailure !== undefined && isAtOwn) {
      return <RecoverClinicPage reason={keyFailure} desktop={desktop} host={host} />;
    }
    return undefined;
  };

  const shown = page();
  if (shown === undefined) return children;
  return (
    <EntryFrame>
      <DoctorTexts>{shown}</DoctorTexts>
    </EntryFrame>
  );
};
