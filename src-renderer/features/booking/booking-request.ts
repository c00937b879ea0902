import { z } from '../../../server/protocol/zod.ts';
import { dateTimeSchema, idSchema } from '../../../server/protocol/index.ts';
import type { BookingPreset } from './new-appointment-form.tsx';

const requestSchema = z.union([
  z.object({ newAppointmentFor: idSchema, newAppointmentAt: dateTimeSchema.optional() }),
  z.object({ newAppointmentFor: idSchema.optional(), newAppointmentAt: dateTimeSchema }),
]);

/** Asks `/rooms`, in the history's state, to open the dialog for a patient or a time. */
export type BookingRequest = z.infer<typeof requestSchema>;

/** What the history's state asks for; null if it asks for nothing. */
export const bookingRequestOf = (state: unknown): BookingPreset | null => {
  const parsed = requestSchema.safeParse(state);
  return parsed.success
    ? { patientId: parsed.data.newAppointmentFor, startsAt: parsed.data.newAppointmentAt }
    : null;
};
