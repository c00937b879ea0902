import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { Archive, UserRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import type { ArchiveOfConversation } from './use-archive.ts';
import classes from './reactions.module.css';

/** What is known about the other person, beside the conversation; doctors alone have it. */
export type Aside = { isShown: boolean; toggle: () => void };

/** What can be done with the conversation as a whole. */
export const ConversationTools = ({
  archive,
  aside,
}: {
  archive: ArchiveOfConversation;
  aside: Aside | null;
}) => {
  const { t } = useTranslation(['reactions', 'messages']);
  const narrow = useNarrow();
  const icon = <UserRound size={18} strokeWidth={1.75} aria-hidden />;
  const asideName = t(aside?.isShown === true ? 'hideAside' : 'showAside');
  return (
    <div className={classes.tools}>
      {!archive.isArchived && archive.canArchive && (
        <Tooltip label={t('archive')}>
          <ActionIcon
            variant="subtle"
            color="gray"
            size={44}
            aria-label={t('archive')}
            onClick={() => archive.set(true)}
          >
            <Archive size={20} strokeWidth={1.75} aria-hidden />
          </ActionIcon>
        </Tooltip>
      )}
      {aside !== null &&
        (narrow ? (
          <ActionIcon
            variant="subtle"
            size={44}
            aria-label={asideName}
            aria-expanded={aside.isShown}
            onClick={aside.toggle}
          >
            {icon}
          </ActionIcon>
        ) : (
          <Button
            variant="subtle"
            size="compact-md"
            leftSection={icon}
            aria-label={asideName}
            aria-expanded={aside.isShown}
            onClick={aside.toggle}
          >
            {t('messages:patientPage')}
          </Button>
        ))}
    </div>
  );
};

/** Says of an archived conversation that it is one, and brings it back; or why that did not work. */
export const ArchiveNotice = ({ archive }: { archive: ArchiveOfConversation }) => {
  const { t } = useTranslation('reactions');
  return (
    <>
      {archive.isArchived && (
        <div className={classes.archived}>
          <span>{t('archived')}</span>
          <Button variant="default" size="compact-sm" onClick={() => archive.set(false)}>
            {t('restore')}
          </Button>
        </div>
      )}
      {archive.problem !== null && (
        <div className={classes.problem}>
          <ErrorNotice code={archive.problem} />
        </div>
      )}
    </>
  );
};
