import { CloseButton, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { MessageSquare, Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { useStore } from 'zustand';
import { useConnection, useServices, useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import { ContactList } from './contact-list.tsx';
import { Conversation } from './conversation.tsx';
import { CopyNotice } from './copy-notice.tsx';
import { FoundMessages } from './found-messages.tsx';
import { messagesPath } from './messages-path.ts';
import classes from './messages-page.module.css';

const SEARCH_AFTER_MS = 250;
const SEARCH_MAX_LENGTH = 200;
/** One letter is in every message. */
const SEARCH_MIN_LENGTH = 2;

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

/** All conversations beside the one that is open; on narrow windows one after the other. */
export const MessagesPage = () => {
  const { t } = useTranslation('messages');
  const { conversations } = useServices();
  const { user } = useSignedIn();
  const { otherId } = useParams();
  const narrow = useNarrow();
  const { status } = useConnection();
  const list = useStore(conversations.state, (state) => state.list);
  const problem = useStore(conversations.state, (state) => state.problem);
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), SEARCH_AFTER_MS);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => conversations.follow(), [conversations]);

  const words = folded(search.trim());
  const shown = list?.filter(({ otherUser }) => folded(otherUser.fullname).includes(words)) ?? null;
  const showsList = !narrow || otherId === undefined;
  const isEmpty = list !== null && list.length === 0;

  return (
    <div className={classes.page} data-open={otherId !== undefined || undefined}>
      {showsList && (
        <div className={classes.side}>
          <div className={classes.sideHead}>
            <Title order={1} size="h3">
              {t('title')}
            </Title>
            {!isEmpty && (
              <TextInput
                ref={field}
                type="search"
                aria-label={t('search')}
                placeholder={t('searchHint')}
                autoComplete="off"
                maxLength={SEARCH_MAX_LENGTH}
                value={search}
                onChange={(event) => setSearch(event.currentTarget.value)}
                leftSection={<Search size={18} strokeWidth={1.75} aria-hidden />}
                rightSection={
                  search !== '' && (
                    <CloseButton
                      aria-label={t('clearSearch')}
                      onClick={() => {
                        setSearch('');
                        field.current?.focus();
                      }}
                    />
                  )
                }
              />
            )}
            <CopyNotice />
            {problem !== null && list === null && status === 'online' && (
              <ErrorNotice code={problem} onRetry={conversations.reload} />
            )}
          </div>
          <nav className={classes.scroll} aria-label={t('title')}>
            {isEmpty ? (
              <p className={classes.none}>{t(`noneYet.${user.role}`)}</p>
            ) : (
              (list !== null || problem === null) && <ContactList contacts={shown} />
            )}
            {wanted.length >= SEARCH_MIN_LENGTH && <FoundMessages query={wanted} />}
          </nav>
        </div>
      )}
      {otherId !== undefined ? (
        <Conversation key={otherId} otherId={otherId} back={narrow ? messagesPath(user.role) : null} />
      ) : (
        !narrow && (
          <EmptyState icon={<MessageSquare size={36} strokeWidth={1.5} />} title={t('chooseTitle')}>
            {t(`choose.${user.role}`)}
          </EmptyState>
        )
      )}
    </div>
  );
};
