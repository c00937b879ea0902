import type english from '../../i18n/en/doctor/clinic-panel.json';

/** Events that have words for people; any other is shown by the program's own name. */
type KnownEvent = keyof typeof english.log.event;

/** The compiler compares it with the words. */
const KNOWN: Record<KnownEvent, true> = {
  'server-starting': true,
  'server-running': true,
  'server-stopped': true,
  'server-crashed': true,
  'server-failed': true,
  'unknown-line': true,
  'user-connected': true,
  'user-disconnected': true,
  'waiting-room-joined': true,
  'waiting-room-left': true,
  'consultation-starting': true,
  'call-room-joined': true,
  'call-room-left': true,
  'call-room-size': true,
  'call-started': true,
  'call-ended': true,
  'queue-changed': true,
  'message-to-all-stored': true,
  'refusals-suppressed': true,
  'identity-claim-ignored': true,
  'socket-overrun': true,
  'backup-made': true,
  'backup-failed': true,
  'store-read-only': true,
  'store-writable': true,
  'store-batch-refused': true,
  'store-worker-died': true,
  'store-worker-restarted': true,
  'store-restart-failed': true,
  'store-unavailable': true,
  'handler-failed': true,
  'audit-missed': true,
  'audit-made-good': true,
  'audit-lost': true,
  'relay-missing': true,
  'set-up-code': true,
  stopping: true,
};

export const isKnownEvent = (event: string): event is KnownEvent => Object.hasOwn(KNOWN, event);
