import { DoorOpen } from 'lucide-react';
import { useContext, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { DoctorAlertsContext } from '../waiting-room/doctor-alerts-context.ts';
import type { DoctorAlerts } from '../waiting-room/doctor-alerts-store.ts';
import { Notice } from './call-notices.tsx';

const Arrivals = ({ alerts, roomId }: { alerts: DoctorAlerts; roomId: string }) => {
  const { t } = useTranslation('consultation');
  const ringing = useStore(alerts.state, (state) => state.ringing);
  useEffect(() => alerts.keepQuiet(), [alerts]);
  const others = ringing.filter((one) => one.roomId !== roomId);
  const [first] = others;
  if (first === undefined) return null;
  return (
    <Notice
      Icon={DoorOpen}
      role="status"
      text={t('arrivals.waiting', { name: first.name, count: others.length - 1 })}
      action={{
        name: t('arrivals.seen'),
        run: () => {
          for (const one of others) alerts.acknowledge(one.roomId);
        },
      }}
    />
  );
};

/** Tells a doctor in this call who else has come meanwhile; patients have nobody to be told of. */
export const ArrivalNotice = ({ roomId }: { roomId: string }) => {
  const alerts = useContext(DoctorAlertsContext);
  return alerts === null ? null : <Arrivals alerts={alerts} roomId={roomId} />;
};
