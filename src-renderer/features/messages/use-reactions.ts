import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ChatMessage, Reaction } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { signName } from './reaction-signs.tsx';

/** The way to answer a message with a sign, and the voice that says when the other does. */
export const useReactions = (otherId: string, otherName: string) => {
  const { t } = useTranslation('reactions');
  const { conversations, socket } = useServices();
  const announce = useAnnounce();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  useEffect(
    () =>
      socket.on('message_reaction', ({ userId, emoji }) => {
        if (userId !== otherId || emoji === null) return;
        announce(t('told', { name: otherName, sign: t(`sign.${signName(emoji)}`) }));
      }),
    [socket, announce, t, otherId, otherName],
  );

  // It could be told now: the reason is not true any more.
  useEffect(() => socket.onOnline(() => setProblem(null)), [socket]);

  const react = useCallback(
    (message: ChatMessage, emoji: Reaction | null) =>
      void conversations.react(message.id, emoji).then(
        () => setProblem(null),
        (error: unknown) => setProblem(codeOf(error)),
      ),
    [conversations],
  );

  return { react, problem };
};
