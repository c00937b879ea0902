import { z } from '../../server/protocol/zod.ts';
import { nothing } from './nothing.ts';

/** The interlock: what stands against closing, quitting or stopping now, and the question about it. */

export const INTENTS = ['close', 'quit', 'restart-app', 'stop-clinic', 'restart-clinic'] as const;
export const intentSchema = z.enum(INTENTS);
export type Intent = z.infer<typeof intentSchema>;

/** Who loses what. Nobody is named: the page knows its own people. */
export const consequenceSchema = z.discriminatedUnion('kind', [
  /** The person at this computer is in a call. */
  z.object({ kind: z.literal('call-ends') }),
  /** The patient at this computer leaves the waiting room. */
  z.object({ kind: z.literal('wait-ends') }),
  /** Patients in their consultation. */
  z.object({ kind: z.literal('patients-in-call'), count: z.int().positive() }),
  z.object({ kind: z.literal('patients-waiting'), count: z.int().positive() }),
  /** Patients have asked for help at once, and nobody has closed that yet. */
  z.object({ kind: z.literal('emergencies-open'), count: z.int().positive() }),
  /** The clinic of this computer is not there for anybody any more. */
  z.object({ kind: z.literal('clinic-stops') }),
]);
export type Consequence = z.infer<typeof consequenceSchema>;

export const leavingQuestionSchema = z.object({
  id: z.int(),
  intent: intentSchema,
  consequences: z.array(consequenceSchema),
  /** Closing can leave the clinic running in the background. */
  offersKeep: z.boolean(),
});
export type LeavingQuestion = z.infer<typeof leavingQuestionSchema>;

/** `keep`: the window goes, the app stays. */
export const LEAVING_CHOICES = ['stay', 'keep', 'leave'] as const;
export type LeavingChoice = (typeof LEAVING_CHOICES)[number];

export const leavingCalls = {
  /** Empty: nothing stands against it. Asks nobody. */
  'leaving:consequences': {
    input: z.object({ intent: intentSchema }),
    output: z.array(consequenceSchema),
  },
  /** The page shows the question; without this the system's own dialog asks. */
  'leaving:shown': { input: z.object({ id: z.int() }), output: nothing },
  'leaving:answer': {
    input: z.object({ id: z.int(), choice: z.enum(LEAVING_CHOICES), remember: z.boolean() }),
    output: nothing,
  },
} as const;

export const leavingPushes = {
  'leaving:asked': leavingQuestionSchema,
  /** Answered elsewhere, or not to be answered any more. */
  'leaving:withdrawn': z.object({ id: z.int() }),
} as const;
