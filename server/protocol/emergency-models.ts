import { dateTimeSchema, idSchema } from './models.ts';
import { z } from './zod.ts';

/** What a doctor notes when an emergency is over, for the clinic alone. */
export const EMERGENCY_NOTE_MAX_LENGTH = 500;

/** Who did something about an emergency. */
export const emergencyDoctorSchema = z.object({ id: idSchema, fullname: z.string() });
export type EmergencyDoctor = z.infer<typeof emergencyDoctorSchema>;

/** An emergency as doctors see it (S4-E16); from `id` on, additions. */
export const emergencyAlertSchema = z.object({
  patientId: idSchema,
  /** Of the newest alert. Empty where it is hidden, and once it is deleted. */
  message: z.string(),
  /** When the newest alert came. */
  timestamp: dateTimeSchema,
  id: idSchema,
  patientName: z.string(),
  /** To whom it was written first. */
  doctor: emergencyDoctorSchema,
  /** The first message of it, in the conversation with that doctor. */
  messageId: idSchema,
  raisedAt: dateTimeSchema,
  /** Alerts so far: further ones of the same patient are no new emergency. */
  count: z.int().positive(),
  /** The clinic tells the text to doctors who know the patient, and this is another one. */
  textHidden: z.boolean(),
  /** Nobody acknowledged it in time, and the patient was told so. */
  escalated: z.boolean(),
  /** Of all alerts so far: one more takes both back, and rings anew. */
  acknowledgedAt: dateTimeSchema.nullable(),
  acknowledgedBy: emergencyDoctorSchema.nullable(),
});
export type EmergencyAlert = z.infer<typeof emergencyAlertSchema>;

export const emergencyAcknowledgedSchema = z.object({
  emergencyId: idSchema,
  patientId: idSchema,
  acknowledgedAt: dateTimeSchema,
  acknowledgedBy: emergencyDoctorSchema,
  /** Alerts that this is about; one more has to be acknowledged again. */
  count: z.int().positive().optional(),
});

export const emergencyResolvedSchema = z.object({
  emergencyId: idSchema,
  patientId: idSchema,
  resolvedAt: dateTimeSchema,
  resolvedBy: emergencyDoctorSchema,
});

/** An emergency as its patient sees it. */
export const ownEmergencySchema = z.object({
  id: idSchema,
  raisedAt: dateTimeSchema,
  /** When the newest alert came. */
  lastAt: dateTimeSchema,
  count: z.int().positive(),
  /** Of all alerts so far, as the next: one more takes both back. */
  acknowledgedAt: dateTimeSchema.nullable(),
  acknowledgedBy: emergencyDoctorSchema.nullable(),
  /** Since when it is known that nobody acknowledged it in time. */
  unseenSince: dateTimeSchema.nullable(),
  resolvedAt: dateTimeSchema.nullable(),
  resolvedBy: emergencyDoctorSchema.nullable(),
  /** The clinic's, whom to call instead; null if it has set none. */
  emergencyNumber: z.string().nullable(),
});
export type OwnEmergency = z.infer<typeof ownEmergencySchema>;
