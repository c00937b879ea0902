import { Anchor } from '@mantine/core';
import { ArrowLeft } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { useStore } from 'zustand';
import { useConnection, useServices, useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { DropHint } from '../files/drop-hint.tsx';
import { FileDialogs } from '../files/file-dialogs.tsx';
import { useAttaching } from '../files/use-attaching.ts';
import { useUnsentGuard } from '../waiting-room/use-unsent-guard.ts';
import { Composer } from './composer.tsx';
import { ArchiveNotice, ConversationTools, type Aside } from './conversation-tools.tsx';
import { hasNewer } from './conversation-view.ts';
import { createMessageLines, type MessageLine } from './message-lines.ts';
import { MessageLog, type MessageLogHandle } from './message-log.tsx';
import { Presence } from './presence.tsx';
import { useArchive } from './use-archive.ts';
import { useDeletion } from './use-deletion.ts';
import { useReact, useToldReactions } from './use-reactions.ts';
import classes from './conversation.module.css';

const NO_MESSAGES: readonly never[] = [];

/** One conversation: what was written, and where to write. */
export const Conversation = ({
  otherId,
  back,
  aside = null,
}: {
  otherId: string;
  back: string | null;
  aside?: Aside | null;
}) => {
  const { t } = useTranslation(['messages', 'roomChat', 'common']);
  const { conversations, letters } = useServices();
  const { user } = useSignedIn();
  const { status: connection } = useConnection();
  const view = useStore(conversations.state, ({ views }) => views[otherId]);
  const contact = useStore(conversations.state, ({ list }) =>
    list?.find(({ otherUser }) => otherUser._id === otherId),
  );
  const isTyping = useStore(conversations.state, ({ typing }) => typing[otherId] === true);
  const entries = useStore(letters.state, (state) => state.entries);
  const attaching = useAttaching(otherId);
  const [reply, setReply] = useState<MessageLine | null>(null);
  const { leaving, problem: deletionProblem, begin, undo, dismiss } = useDeletion();
  const log = useRef<MessageLogHandle>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const [parameters] = useSearchParams();
  useEffect(() => conversations.open(otherId), [conversations, otherId]);

  const name = contact?.otherUser.fullname ?? view?.name ?? '';
  const archive = useArchive(contact);
  const { react, problem: reactionProblem } = useReact();
  useToldReactions(otherId, name);
  const waiting = useMemo(() => entries.filter((entry) => entry.to === otherId), [entries, otherId]);
  const [linesOf] = useState(createMessageLines);
  const messages = view?.messages ?? NO_MESSAGES;
  const unreadFrom = view?.unreadFrom ?? null;
  const lines = useMemo(
    () => linesOf(messages, waiting, user.id, unreadFrom, attaching.uploads),
    [linesOf, messages, unreadFrom, waiting, user.id, attaching.uploads],
  );
  useUnsentGuard(leaving.size > 0);

  const [isAtEnd, setAtEnd] = useState(true);
  // What is on the screen of an open window, and was there to be seen, is read.
  const unread = contact?.unreadCount ?? 0;
  const upTo = view?.fresh === true && isAtEnd && !hasNewer(view) ? view.lastSeq : 0;
  useEffect(() => {
    if (unread === 0 || upTo === 0 || connection !== 'online') return;
    const read = () => {
      if (document.visibilityState === 'visible') conversations.markRead(otherId, upTo);
    };
    read();
    document.addEventListener('visibilitychange', read);
    return () => document.removeEventListener('visibilitychange', read);
  }, [conversations, otherId, unread, upTo, connection]);

  const onReply = useCallback((line: MessageLine) => {
    setReply(line);
    // The menu gives the focus back to its button first.
    setTimeout(() => field.current?.focus(), 0);
  }, []);
  const onDelete = useCallback((line: MessageLine) => line.message && begin(line.message.id), [begin]);
  const onUndo = useCallback((line: MessageLine) => line.message && undo(line.message.id), [undo]);

  // Alone on the page, it is the page's own name.
  const Heading = back === null ? 'h2' : 'h1';
  return (
    <section className={classes.conversation} aria-label={t('with', { name })} {...attaching.dropTarget}>
      {attaching.isOver && <DropHint />}
      <header className={classes.head}>
        {back !== null && (
          <Anchor component={Link} to={back} className={classes.back ?? ''} aria-label={t('backToList')}>
            <ArrowLeft size={20} strokeWidth={1.75} aria-hidden />
          </Anchor>
        )}
        <div className={classes.who}>
          <Heading title={name}>{name === '' ? t('common:loading') : name}</Heading>
          {contact !== undefined && <Presence status={contact.status} />}
        </div>
        <ConversationTools archive={archive} aside={aside} />
      </header>
      <ArchiveNotice archive={archive} />
      {view?.problem != null && connection === 'online' && (
        <div className={classes.notice}>
          <ErrorNotice
            code={view.problem}
            onRetry={() => (view.fresh ? void conversations.loadOlder(otherId) : conversations.open(otherId))}
          />
        </div>
      )}
      {deletionProblem !== null && (
        <div className={classes.notice}>
          <ErrorNotice code={deletionProblem} onClose={dismiss} />
        </div>
      )}
      {reactionProblem !== null && (
        <div className={classes.notice}>
          <ErrorNotice code={reactionProblem} />
        </div>
      )}
      <FileDialogs>
        <MessageLog
          ref={log}
          otherId={otherId}
          name={name}
          view={view}
          lines={lines}
          isTyping={isTyping}
          leaving={leaving}
          found={Number(parameters.get('at') ?? 0)}
          onAtEnd={setAtEnd}
          onReply={onReply}
          onDelete={onDelete}
          onUndo={onUndo}
          onReact={react}
        />
      </FileDialogs>
      {contact?.hasAccount === false && <p className={classes.hint}>{t('noAccount', { name })}</p>}
      <Composer
        otherId={otherId}
        otherName={name}
        reply={reply}
        field={field}
        attaching={attaching}
        onReplied={() => setReply(null)}
        onSent={() => log.current?.toEnd()}
      />
    </section>
  );
};
