/**
 * The wire contract: everything that crosses between a client and the server. The only folder of the server
 * that the renderer may import.
 */
export * from './clinic-settings.ts';
export * from './opening-hours.ts';
export * from './version.ts';
export * from './errors.ts';
export * from './appointment-status.ts';
export * from './message-file.ts';
export * from './models.ts';
export * from './chat-models.ts';
export * from './device-report.ts';
export * from './emergency-models.ts';
export * from './file-address.ts';
export * from './files.ts';
export * from './join-link.ts';
export * from './line-figures.ts';
export * from './notification-models.ts';
export { REACTIONS, REACTIONS_PAGE, type Reaction, type ReactionChange } from './relation-events.ts';
export * from './signals.ts';
export * from './events.ts';
export * from './rest.ts';
