import type { Control } from './control.ts';

const NAMES = 'tests/dialects/message-names.test.ts';
const OPERATIONS = 'server/storage/sqlite/operations/relation-access.ts';
const RATES = 'tests/dialects/emergency-rate.test.ts';
const UNVERIFIED = 'tests/server/unverified.test.ts';

/** What front ends of other systems may do, in their own words. */
export const FRONT_END_CONTROLS: readonly Control[] = [
  {
    id: 'read-pair',
    threat: 'forged-identity',
    what: 'A message that is read is one of the two people who were named, whatever it is called',
    file: OPERATIONS,
    text: '(senderId === null || otherIn(relation, readerId) === senderId);',
    without: "senderId !== '';",
    tests: [NAMES],
  },
  {
    id: 'read-ambiguous',
    threat: 'forged-identity',
    what: 'A name that several people gave their messages reads none of them',
    file: OPERATIONS,
    text: ' || another !== undefined) continue;',
    without: ') continue;',
    tests: [NAMES],
  },
  {
    id: 'read-own-pair',
    threat: 'read-others',
    what: 'Who reads by a pair is one of the two',
    file: 'server/domain/clinic.ts',
    text: '(await relationAccess.openPair(identity, pair)).other;',
    without: '{ id: identity.userId === pair.patientId ? pair.doctorId : pair.patientId };',
    tests: [NAMES],
  },
  {
    id: 'visit-receipts',
    threat: 'read-others',
    what: 'The session of an invitation is told of no message beside its visit that it was read',
    file: 'server/domain/conversations.ts',
    text: 'messages.filter(({ roomId }) => roomId === visit.roomId);',
    without: 'messages;',
    tests: ['tests/dialects/visit-receipts.test.ts'],
  },
  {
    id: 'foreign-alarm-rate',
    threat: 'alert-spam',
    what: 'Alarms of front ends of S4 have the rate of alarms (`emergency-person`), not that of messages',
    file: 'server/dialects/phase4.ts',
    text: "isEmergencyIn(said) ? 'emergency-person' : 'message-person'",
    without: "isEmergencyIn(said) ? 'join-person' : 'message-person'",
    tests: [RATES],
  },
  {
    id: 'foreign-alarm-http-rate',
    threat: 'alert-spam',
    what: 'Alarms by HTTP take the points of alarms by socket',
    file: 'server/transport/routes/phase4.ts',
    text: "isEmergency === true ? 'emergency-person' : 'message-person'",
    without: "'message-person'",
    tests: [RATES],
  },
  {
    id: 'one-relation',
    threat: 'read-others',
    what: 'A connection for one relation writes to no other',
    file: 'server/dialects/quickclinic.ts',
    text: 'if (relationId != null && relationId !== bound.relation.id) {',
    without: "if (relationId === '') {",
    tests: ['tests/dialects/quickclinic.test.ts'],
  },
  {
    id: 'unverified-proof',
    threat: 'forged-identity',
    what: 'A front end of a system that has tokens is not believed without one, even where others are',
    file: 'server/transport/handshake.ts',
    text: "['token', 'consultationToken', 'userType'] as const",
    without: "['token'] as const",
    tests: [UNVERIFIED],
  },
  {
    id: 'unverified-rate',
    threat: 'flood',
    what: 'What is sent before somebody is known uses points of its address',
    file: 'server/transport/unverified.ts',
    text: 'const wait = eventRates.take(address, UNKNOWN_EVENT);',
    without: 'const wait = 0;',
    tests: [UNVERIFIED],
  },
];
