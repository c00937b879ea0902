import type { Role } from '../../../server/protocol/index.ts';

/** Where each role has its conversations: the doctor's are behind the doctor's navigation. */
export const messagesPath = (role: Role, otherId?: string): string =>
  `/${role === 'doctor' ? 'messages' : 'conversations'}${otherId === undefined ? '' : `/${otherId}`}`;
