import type { Control } from './control.ts';

/** Which clinic the desktop app talks to, and who decides it. */
export const JOIN_CONTROLS: readonly Control[] = [
  {
    id: 'pinned-session',
    threat: 'eavesdropper',
    what: 'The window of a joined clinic accepts its pinned key alone',
    file: 'src-main/services/certificate-pin.ts',
    text: 'const isAccepted = shown !== null && accepted().includes(shown);',
    without: 'const isAccepted = shown !== null && accepted().length > 0;',
    tests: ['tests/main/pinned-tls.test.ts', 'tests/main/sessions.test.ts'],
  },
  {
    id: 'pinned-main-process',
    threat: 'eavesdropper',
    what: 'The main process sends nothing to a server with another key',
    file: 'src-main/services/pinned-tls.ts',
    text: 'pin === null || pin === ANY_KEY || shownKey(socket) === pin;',
    without: 'pin === null || pin === ANY_KEY || shownKey(socket) !== null;',
    tests: ['tests/main/pinned-tls.test.ts', 'tests/main/device-probe.test.ts'],
  },
  {
    id: 'partition-per-pin',
    threat: 'eavesdropper',
    what: 'No two pins share a session: Chromium keeps its verdicts without the port',
    file: 'src-main/services/clinic-identity.ts',
    text: "`persist:clinic-${pin ?? createHash('sha256').update(host).digest('hex')}`",
    without: "`persist:clinic-${createHash('sha256').update(host).digest('hex')}`",
    tests: ['tests/main/clinics.test.ts'],
  },
  {
    id: 'every-session-secured',
    threat: 'renderer-to-main',
    what: 'The session of every clinic has the app’s permissions',
    file: 'src-main/sessions.ts',
    text: '    secureSession(session);\n',
    without: '    if (session === electron.session.defaultSession) secureSession(session);\n',
    tests: ['tests/main/sessions.test.ts'],
  },
  {
    id: 'link-in-the-log',
    threat: 'logs',
    what: 'No part of an invitation’s link reaches the app’s log',
    file: 'src-main/services/deep-links.ts',
    text: "log.info('deep-link', { code: link === null ? 'unreadable' : 'invitation' });",
    without: "log.info('deep-link', { code: text });",
    tests: ['tests/main/deep-links.test.ts'],
  },
];
