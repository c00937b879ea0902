import type { Notification, Role } from '../../../server/protocol/index.ts';
import { messagesPath } from '../messages/messages-path.ts';

/** Where what a notification tells of can be seen. */
export const noticePath = (role: Role, { kind, other }: Pick<Notification, 'kind' | 'other'>): string => {
  if (kind === 'message' || kind === 'emergency') return messagesPath(role, other.id);
  return role === 'doctor' ? '/appointments' : '/';
};
