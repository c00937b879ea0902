import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reaction } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { signName } from './reaction-signs.tsx';
import type { Answerable } from './reactions-view.ts';

/** The voice that says when the other answers with a sign. */
export const useToldReactions = (otherId: string, otherName: string): void => {
  const { t } = useTranslation('reactions');
  const { socket } = useServices();
  const announce = useAnnounce();
  useEffect(
    () =>
      socket.on('message_reaction', ({ userId, emoji }) => {
        if (userId !== otherId || emoji === null) return;
        announce(t('told', { name: otherName, sign: t(`sign.${signName(emoji)}`) }));
      }),
    [socket, announce, t, otherId, otherName],
  );
};

/** The way to answer a message with a sign, and why the last one was refused. */
export const useReact = () => {
  const { conversations, socket } = useServices();
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  // It could be told now: the reason is not true any more.
  useEffect(() => socket.onOnline(() => setProblem(null)), [socket]);
  const react = useCallback(
    (message: Answerable, emoji: Reaction | null) =>
      void conversations.react(message.id, emoji).then(
        () => setProblem(null),
        (error: unknown) => setProblem(codeOf(error)),
      ),
    [conversations],
  );
  return { react, problem };
};
