import { CloseButton, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { MessageSquare, Search } from 'lucide-react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, useParams } from 'react-router';
import { useStore } from 'zustand';
import type { Contact } from '../../../server/protocol/index.ts';
import { useConnection, useServices, useSignedIn } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { EmptyState } from '../../ui/empty-state.tsx';
import { lazyPage } from '../../ui/lazy-page.ts';
import { useNarrow } from '../../ui/use-narrow.ts';
import { ArchivedContacts } from './archived-contacts.tsx';
import { ContactList } from './contact-list.tsx';
import { Conversation } from './conversation.tsx';
import { CopyNotice } from './copy-notice.tsx';
import { FoundMessages } from './found-messages.tsx';
import { mergeContacts } from './contact-pages.ts';
import { messagesPath } from './messages-path.ts';
import { useAside } from './use-aside.ts';
import { useFoundPeople } from './use-found-people.ts';
import classes from './messages-page.module.css';

// What patients never see is not in their file.
const PatientAside = lazyPage(
  async () => (await import('../patient-aside/patient-aside-frame.tsx')).PatientAsideFrame,
);

const SEARCH_AFTER_MS = 250;
const SEARCH_MAX_LENGTH = 200;
/** One letter is in every message. */
const SEARCH_MIN_LENGTH = 2;

const NOTHING = (): void => undefined;

const folded = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase();

/** All conversations beside the one that is open; on narrow windows one after the other. */
export const MessagesPage = () => {
  const { t } = useTranslation(['messages', 'reactions']);
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
  const scroll = useRef<HTMLElement>(null);
  const found = useFoundPeople(wanted);
  useEffect(() => conversations.follow(), [conversations]);

  const words = folded(search.trim());
  // What is found is read from its beginning.
  useEffect(() => {
    if (scroll.current !== null) scroll.current.scrollTop = 0;
  }, [words]);
  const named = list?.filter(({ otherUser }) => folded(otherUser.fullname).includes(words)) ?? null;
  // What is known here is newer than what was found.
  const shown = named === null || search.trim() !== wanted ? named : mergeContacts(found, named);
  // Who searches finds everything in one list.
  const isAway = ({ archived: isArchived }: Contact) => isArchived === true && words === '';
  const archived = shown?.filter(isAway) ?? [];
  const active = shown?.filter((contact) => !isAway(contact)) ?? null;
  const { aside, isColumn, close } = useAside(user.role === 'doctor');
  const showsList = !narrow || otherId === undefined;
  const isEmpty = list !== null && list.length === 0;

  // With one doctor there is nothing to choose; on narrow windows the way back would lead here again.
  const [only] = list ?? [];
  if (
    user.role === 'patient' &&
    !narrow &&
    otherId === undefined &&
    list?.length === 1 &&
    only !== undefined
  ) {
    return <Navigate to={messagesPath('patient', only.otherUser._id)} replace />;
  }

  return (
    <div
      className={classes.page}
      data-open={otherId !== undefined || undefined}
      data-aside={(otherId !== undefined && isColumn && aside?.isShown) || undefined}
    >
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
          <nav ref={scroll} className={classes.scroll} aria-label={t('title')} data-virtual>
            {isEmpty ? (
              <p className={classes.none}>{t(`noneYet.${user.role}`)}</p>
            ) : (
              (list !== null || problem === null) &&
              // Nobody has this name: what was written comes first.
              (words === '' || active?.length !== 0) && (
                <ContactList
                  contacts={active}
                  scroll={scroll}
                  onNearEnd={words === '' ? conversations.loadMore : NOTHING}
                />
              )
            )}
            {active?.length === 0 && archived.length > 0 && (
              <p className={classes.none}>{t('reactions:allArchived')}</p>
            )}
            <ArchivedContacts contacts={archived} openId={otherId} />
            {wanted.length >= SEARCH_MIN_LENGTH && <FoundMessages query={wanted} />}
          </nav>
        </div>
      )}
      {otherId !== undefined ? (
        <Conversation
          key={otherId}
          otherId={otherId}
          back={narrow ? messagesPath(user.role) : null}
          aside={aside}
        />
      ) : (
        !narrow && (
          <EmptyState icon={<MessageSquare size={36} strokeWidth={1.5} />} title={t('chooseTitle')}>
            {isEmpty ? undefined : t(`choose.${user.role}`)}
          </EmptyState>
        )
      )}
      {aside !== null && otherId !== undefined && (
        <Suspense fallback={null}>
          <PatientAside patientId={otherId} isColumn={isColumn} isShown={aside.isShown} onClose={close} />
        </Suspense>
      )}
    </div>
  );
};
