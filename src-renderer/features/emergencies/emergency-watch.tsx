import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { useSpeaker } from '../computer/use-ringer.ts';
import type { DoctorAlerts } from '../waiting-room/doctor-alerts-store.ts';
import { createEmergencyAlarm, type EmergencyAlarm } from './emergency-alarm.ts';
import { EmergencyBannerContext, type DrawEmergencies, type EmergencyPlace } from './emergency-context.ts';
import { EmergencyBanner } from './emergency-banner.tsx';
import { playAlarm } from './emergency-sound.ts';

type Watch = { alarm: EmergencyAlarm; alerts: DoctorAlerts };

const WatchContext = createContext<Watch | null>(null);

/** A note of the system in a browser, while the doctor looks at another window. It says nothing of anybody. */
const useSystemNote = (alarm: EmergencyAlarm): void => {
  const { t } = useTranslation('emergencyAlerts');
  const { computer } = useServices();
  const isApp = computer !== null;
  useEffect(
    () =>
      alarm.onAlert(() => {
        if (isApp || document.hasFocus()) return;
        if (!('Notification' in window) || Notification.permission !== 'granted') return;
        try {
          const note = new Notification(t('systemNote'), { tag: 'emergency', requireInteraction: true });
          note.onclick = () => window.focus();
        } catch {
          // Some phones have the constructor and refuse it; the sound and the banner remain.
        }
      }),
    [alarm, isApp, t],
  );
};

const WatchedBanner = ({ place }: { place: EmergencyPlace }) => {
  const { emergencies } = useServices();
  const open = useStore(emergencies.state, (state) => state.open);
  const watch = useContext(WatchContext);
  if (watch === null || open === null || open.length === 0) return null;
  return <EmergencyBanner open={open} place={place} {...watch} />;
};

const draw: DrawEmergencies = (place) => <WatchedBanner place={place} />;

/** On every page of a doctor, emergencies are followed, heard, and shown where the page has the place for it. */
export const EmergencyWatch = ({ alerts, children }: { alerts: DoctorAlerts; children: ReactNode }) => {
  const { t } = useTranslation('emergencyAlerts');
  const { emergencies } = useServices();
  const announce = useAnnounce();
  const speaker = useSpeaker();
  const [watch] = useState<Watch>(() => ({
    alerts,
    alarm: createEmergencyAlarm({
      emergencies,
      play: (onStart) => playAlarm(speaker(), onStart),
      isSilent: alerts.isSilent,
    }),
  }));
  const { alarm } = watch;
  useEffect(() => emergencies.follow(), [emergencies]);
  useSystemNote(alarm);
  useEffect(
    () => alarm.onAlert(({ patientName }) => announce(t('said', { name: patientName }), 'assertive')),
    [alarm, announce, t],
  );
  // Last, so that the others hear of what is open already.
  useEffect(() => alarm.start(), [alarm]);
  return (
    <WatchContext value={watch}>
      <EmergencyBannerContext value={draw}>{children}</EmergencyBannerContext>
    </WatchContext>
  );
};
