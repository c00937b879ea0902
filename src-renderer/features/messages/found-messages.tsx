import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FoundMessage } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useFormat } from '../../i18n/format.ts';
import { useConnection, useServices, useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { harmless } from '../../ui/harmless.ts';
import { messagesPath } from './messages-path.ts';
import classes from './contact-list.module.css';

type Found = { query: string; messages: FoundMessage[]; isHere: boolean };

/** Messages with the words that are looked for, the newest first. */
export const FoundMessages = ({ query }: { query: string }) => {
  const { t } = useTranslation(['messages', 'copy']);
  const { socket, copy } = useServices();
  const { user } = useSignedIn();
  const format = useFormat();
  const announce = useAnnounce();
  const { status } = useConnection();
  const [found, setFound] = useState<Found | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);

  useEffect(() => {
    // Without the network, what this computer has.
    const isHere = status !== 'online';
    if (isHere && !copy.isKept) return;
    let isWanted = true;
    const search = isHere
      ? copy.search(query, 20).then((messages) => ({ messages }))
      : socket.request('search_messages', { query });
    search.then(
      ({ messages }) => {
        if (!isWanted) return;
        setFound({ query, messages, isHere });
        setProblem(null);
        announce(t('found', { count: messages.length }));
      },
      (error: unknown) => {
        if (isWanted) setProblem(codeOf(error));
      },
    );
    return () => {
      isWanted = false;
    };
  }, [socket, copy, query, status, announce, t]);

  if (problem !== null) return <ErrorNotice code={problem} />;
  if (found === null) return null;
  const title = t(found.isHere ? 'copy:offlineFound' : 'foundTitle');
  return (
    <section aria-label={title} className={classes.found}>
      <h2 className={classes.foundTitle}>{title}</h2>
      {found.messages.length === 0 && <p className={classes.none}>{t('foundNone')}</p>}
      <ul className={classes.list}>
        {found.messages.map(({ message, snippet }) => {
          const other = message.sender._id === user.id ? message.receiver : message.sender;
          return (
            <li key={message.id}>
              <Link
                to={`${messagesPath(user.role, other._id)}?at=${message.seq}`}
                className={classes.hit ?? ''}
              >
                <span className={classes.top}>
                  <span className={classes.name}>{other.fullname}</span>
                  <time dateTime={message.createdAt}>{format.shortly(message.createdAt)}</time>
                </span>
                <span className={classes.snippet} dir="auto">
                  {snippet.length === 0 && harmless(message.fileName ?? '')}
                  {snippet.map(({ text, match }, index) =>
                    match ? (
                      <mark key={index}>{harmless(text)}</mark>
                    ) : (
                      <span key={index}>{harmless(text)}</span>
                    ),
                  )}
                </span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
};
