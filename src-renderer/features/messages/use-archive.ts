import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { Contact } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';

/** Puts the open conversation into the archive and takes it out again. */
export const useArchive = (contact: Contact | undefined) => {
  const { t } = useTranslation('reactions');
  const { conversations } = useServices();
  const announce = useAnnounce();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const isArchived = contact?.archived === true;
  // From among one there is nothing to put away.
  const isOneOfMany = useStore(conversations.state, ({ list }) => (list?.length ?? 0) > 1);

  const set = (archived: boolean): void => {
    if (contact === undefined || isBusy) return;
    setBusy(true);
    conversations
      .archive(contact.otherUser._id, archived)
      .then(
        () => {
          setProblem(null);
          announce(t(archived ? 'toldArchived' : 'toldRestored'));
        },
        (error: unknown) => setProblem(codeOf(error)),
      )
      .finally(() => setBusy(false));
  };

  return {
    isArchived,
    problem,
    set,
    canArchive: isOneOfMany && contact !== undefined && contact.lastMessage !== null,
  };
};

export type ArchiveOfConversation = ReturnType<typeof useArchive>;
