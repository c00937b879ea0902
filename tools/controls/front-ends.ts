import type { Control } from './control.ts';

const RATES = 'tests/dialects/emergency-rate.test.ts';

/** What front ends of other systems may do, in their own words. */
export const FRONT_END_CONTROLS: readonly Control[] = [
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
];
