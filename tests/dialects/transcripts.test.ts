import { describe, expect, it } from 'vitest';
import {
  deedsOf,
  play,
  readTranscript,
  VOCABULARY_NAMES,
  writeTranscript,
  type VocabularyName,
} from './transcript.ts';

/** `RECORD_TRANSCRIPTS=1 vitest run tests/dialects/transcripts.test.ts` writes what is heard in place of comparing it. */
const isRecording = process.env['RECORD_TRANSCRIPTS'] === '1';

const replay = async (patients: VocabularyName, doctors: VocabularyName) => {
  const deeds = deedsOf(patients, doctors);
  if (isRecording) writeTranscript(patients, doctors, await play(deeds, null));
  const recorded = readTranscript(patients, doctors);
  expect(await play(deeds, recorded)).toEqual(recorded);
};

describe('the recorded transcript', () => {
  it.each(VOCABULARY_NAMES)('of %s on both sides is what the server says today', (name) =>
    replay(name, name),
  );

  it.each(
    VOCABULARY_NAMES.flatMap((patients) =>
      VOCABULARY_NAMES.filter((doctors) => doctors !== patients).map(
        (doctors) => [patients, doctors] as const,
      ),
    ),
  )('[K03, K04, K09] of a patient with %s and a doctor with %s is what the server says today', replay);
});
