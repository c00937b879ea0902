import type { Notification, Role } from '../../../server/protocol/index.ts';
import { messagesPath } from '../messages/messages-path.ts';

/**
 * Where what a notification tells of can be seen.
 * @param isRelated there is a conversation with the other one; every doctor is told of an emergency
 */
export const noticePath = (
  role: Role,
  { kind, other }: Pick<Notification, 'kind' | 'other'>,
  isRelated: boolean,
): string => {
  // The emergencies stand above every page of a doctor.
  if (kind === 'emergency' && !isRelated) return '/messages';
  if (kind === 'message' || kind === 'emergency') return messagesPath(role, other.id);
  return role === 'doctor' ? '/appointments' : '/';
};
