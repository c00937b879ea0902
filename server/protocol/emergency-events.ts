import { chatMessageSchema } from './chat-models.ts';
import {
  EMERGENCY_NOTE_MAX_LENGTH,
  emergencyAcknowledgedSchema,
  emergencyAlertSchema,
  emergencyResolvedSchema,
  ownEmergencySchema,
} from './emergency-models.ts';
import { dateTimeSchema, idSchema, messageTextSchema } from './models.ts';
import { z } from './zod.ts';

/** What people send about emergencies: S4, and our additions. */
export const emergencyClientEvents = {
  /**
   * A patient needs help at once. While an emergency of the patient is open, this is one more alert of it. A resend
   * is answered with what the first one was answered with.
   */
  raise_emergency: {
    payload: z.object({
      content: messageTextSchema,
      /** Without it, the doctor of the newest conversation, or of the visit. */
      receiverId: idSchema.nullish(),
      /** Unique per sender for ever. */
      clientId: idSchema.nullish(),
    }),
    data: z.object({ emergency: ownEmergencySchema, message: chatMessageSchema }),
  },
  /** The patient's own emergency that is open; of an invitation's session, if it belongs to that visit. */
  own_emergency: { payload: z.object({}), data: z.object({ emergency: ownEmergencySchema.nullable() }) },
  /** All that are open, those that nobody has acknowledged first, each group in order of time. */
  open_emergencies: { payload: z.object({}), data: z.object({ emergencies: z.array(emergencyAlertSchema) }) },
  /**
   * The first doctor counts; the others are answered with that one. `count`: alerts that the doctor has seen; without,
   * those that doctors were told of. `conflict`: there are more.
   */
  acknowledge_emergency: {
    payload: z.object({ emergencyId: idSchema, count: z.int().positive().nullish() }),
    data: emergencyAcknowledgedSchema,
  },
  /** It is over; who resolves it without having acknowledged it does both. `count` as above. */
  resolve_emergency: {
    payload: z.object({
      emergencyId: idSchema,
      note: z.string().trim().max(EMERGENCY_NOTE_MAX_LENGTH).nullish(),
      count: z.int().positive().nullish(),
    }),
    data: emergencyResolvedSchema,
  },
} as const;

export const emergencyServerEvents = {
  /**
   * To all doctors of the clinic; told again when alerts have come since, at once if it had been acknowledged, and when
   * nobody acknowledged in time.
   */
  'emergency:alert': emergencyAlertSchema,
  /** To all doctors and to the patient. */
  'emergency:acknowledged': emergencyAcknowledgedSchema,
  'emergency:resolved': emergencyResolvedSchema,
  /** To the patient, once for each time that it waits: nobody has acknowledged in time. */
  'emergency:unseen': z.object({
    emergencyId: idSchema,
    since: dateTimeSchema,
    emergencyNumber: z.string().nullable(),
  }),
} as const;
