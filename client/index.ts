/** The typed client for people who write front ends of their own (docs/front-ends.md). */
export { ApiError, codeOf, isUnreachable, type ApiErrorCode } from '../src-renderer/api/api-error.ts';
export type { ConnectionState, SocketClient } from '../src-renderer/api/socket-client.ts';
export type { TelehealthMessage } from './messages.ts';
export {
  createTelehealth,
  type OutgoingMessage,
  type Telehealth,
  type TelehealthOptions,
} from './telehealth.ts';
export { useChat, type ChatHook } from './use-chat.ts';
export { useTelehealth, type TelehealthActions, type TelehealthHook } from './use-telehealth.ts';
