import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import type { Appointment, RouteBodyInput } from '../../../server/protocol/index.ts';
import { useServices } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { useDoctorRooms } from '../waiting-room/doctor-workspace.tsx';
import { useUndo } from './undo.tsx';

/** What the doctor may do with an appointment from anywhere. Each throws an `ApiError` if it is refused. */
export type VisitActions = {
  /** The patient did not come; one click, and a way back. */
  noShow(): Promise<void>;
  cancel(message: string): Promise<void>;
  reopen(): Promise<void>;
  change(changes: RouteBodyInput<'updateAppointment'>): Promise<Appointment>;
};

/** @param onChanged gets the appointment as each answer has it, before the server's own event arrives */
export const useVisitActions = (
  { id, patientName }: Appointment,
  onChanged?: (appointment: Appointment) => void,
): VisitActions => {
  const { t } = useTranslation('agenda');
  const { rest } = useServices();
  const doctorRooms = useDoctorRooms();
  const announce = useAnnounce();
  const offerUndo = useUndo();

  return useMemo(() => {
    const params = { appointmentId: id };
    const accept = (appointment: Appointment): Appointment => {
      doctorRooms.accept(appointment);
      onChanged?.(appointment);
      return appointment;
    };
    const reopen = async () => {
      const { data } = await rest.call('reopenAppointment', { params });
      accept(data.appointment);
      announce(t('undo.reopened', { name: patientName }));
    };
    const close = async (body: RouteBodyInput<'closeAppointment'>, text: string) => {
      const { data } = await rest.call('closeAppointment', { params, body });
      accept(data.appointment);
      offerUndo({ text, undo: reopen });
    };
    return {
      reopen,
      noShow: () => close({ outcome: 'missed' }, t('undo.missed', { name: patientName })),
      cancel: (message) =>
        close({ outcome: 'cancelled', message }, t('undo.cancelled', { name: patientName })),
      change: async (changes) => {
        const { data } = await rest.call('updateAppointment', { params, body: changes });
        return accept(data.appointment);
      },
    };
  }, [id, patientName, onChanged, rest, doctorRooms, announce, offerUndo, t]);
};
