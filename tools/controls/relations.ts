import type { Control } from './control.ts';

const REACTIONS = 'tests/server/chat-reactions.test.ts';
const ASIDE = 'tests/server/relation-aside.test.ts';
const OPERATIONS = 'server/storage/sqlite/operations/reactions.ts';

/** Who reacts to which message, puts which conversation away, and reads what a doctor keeps of a patient. */
export const RELATION_CONTROLS: readonly Control[] = [
  {
    id: 'react-own',
    threat: 'read-others',
    what: 'Only the two people of a conversation react to its messages',
    file: OPERATIONS,
    text: "if (personId !== patientId && personId !== doctorId) return { outcome: 'unknown' };",
    without: '',
    tests: [REACTIONS, 'tests/server/authorisation-matrix.test.ts'],
  },
  {
    id: 'react-visit',
    threat: 'read-others',
    what: 'The session of an invitation reacts in its visit only',
    file: OPERATIONS,
    text: "if (visitOnly !== null && message.roomId !== visitOnly) return { outcome: 'unknown' };",
    without: '',
    tests: [REACTIONS],
  },
  {
    id: 'reactions-visit',
    threat: 'read-others',
    what: 'The session of an invitation is told of reactions in its visit only',
    file: OPERATIONS,
    text: 'AND (@roomId IS NULL OR messages.room_id = @roomId)',
    without: 'AND (@roomId IS NULL OR @roomId IS NOT NULL)',
    tests: [REACTIONS],
  },
  {
    id: 'react-open-visit',
    threat: 'past-waiting-room',
    what: 'A visit that is over takes no more reactions of who came for it alone',
    file: 'server/domain/reactions.ts',
    text: 'if (visitOnly !== null) await requireOpenVisit(store, visitOnly);',
    without: '',
    tests: [REACTIONS],
  },
  {
    id: 'reaction-signs',
    threat: 'hostile-input',
    what: 'A reaction is one of a short list',
    file: 'server/protocol/relation-events.ts',
    text: 'emoji: z.enum(REACTIONS).nullable()',
    without: 'emoji: z.any()',
    tests: [REACTIONS],
  },
  {
    id: 'reaction-person',
    threat: 'flood',
    what: 'Reactions have a rate of their own (`reaction-person`)',
    file: 'server/transport/event-rates.ts',
    text: "['react_to_message', 'reaction-person'],",
    without: '',
    tests: ['tests/server/event-rates.test.ts'],
  },
  {
    id: 'archive-account',
    threat: 'forged-identity',
    what: 'The session of an invitation puts nothing away of its patient’s account',
    file: 'server/domain/archive.ts',
    text: 'requireOwnAccount(identity);',
    without: '',
    tests: ['tests/server/chat-archive.test.ts', 'tests/server/authorisation-matrix.test.ts'],
  },
  {
    id: 'relation-notes',
    threat: 'read-others',
    what: 'Notes of a patient are read by the doctor who wrote them only',
    file: 'server/domain/relations.ts',
    text: 'if (aside === null) throw notRelated();',
    without: 'if (aside === null) return { notes: null, deviceReport: null, emergencies: [] };',
    tests: [ASIDE],
  },
  {
    id: 'relation-notes-version',
    threat: 'lost-facts',
    what: 'Notes of a patient are not overwritten by who has not seen them',
    file: 'server/storage/sqlite/operations/relations.ts',
    text: "if (stored !== undefined && stored.version !== version) return { outcome: 'stale', notes: stored };",
    without: '',
    tests: [ASIDE],
  },
];
