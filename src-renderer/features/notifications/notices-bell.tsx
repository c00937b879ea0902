import { Modal, Popover } from '@mantine/core';
import { Bell } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { useNarrow } from '../../ui/use-narrow.ts';
import type { CornerPlace } from './account-parts.tsx';
import { noticesOf } from './notices-store.ts';
import { NoticesPanel } from './notices-panel.tsx';
import classes from './notifications.module.css';

const MOST_SHOWN = 99;

/** The bell with the count of what is unread; it opens the list beside it, or over a narrow window. */
export const NoticesBell = ({ place }: { place: CornerPlace }) => {
  const { t } = useTranslation(['notices', 'common']);
  const unread = useStore(noticesOf(useServices()).state, (state) => state.unread);
  const narrow = useNarrow();
  const [opened, setOpened] = useState(false);
  const titleId = useId();
  const close = () => setOpened(false);

  const button = (
    <button
      type="button"
      className={place === 'side' ? classes.row : classes.sign}
      aria-haspopup="dialog"
      aria-expanded={opened}
      title={place === 'bar' ? t('title') : undefined}
      onClick={() => setOpened((before) => !before)}
    >
      <span className="visually-hidden">
        {unread === 0 ? t('title') : `${t('title')}, ${t('unread', { count: unread })}`}
      </span>
      <Bell size={20} strokeWidth={1.75} aria-hidden />
      {place === 'side' && (
        <span className={classes.rowName} aria-hidden>
          {t('title')}
        </span>
      )}
      {unread > 0 && (
        <span className={classes.count} aria-hidden>
          {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
        </span>
      )}
    </button>
  );

  if (narrow) {
    return (
      <>
        {button}
        <Modal opened={opened} onClose={close} fullScreen padding={0} withCloseButton={false}>
          <NoticesPanel
            heading={<Modal.Title className={classes.title}>{t('title')}</Modal.Title>}
            onClose={close}
            withClose
          />
        </Modal>
      </>
    );
  }
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position={place === 'side' ? 'right-end' : 'bottom-end'}
      width={400}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown p={0} aria-labelledby={titleId}>
        <NoticesPanel
          heading={
            <h2 id={titleId} className={classes.title}>
              {t('title')}
            </h2>
          }
          onClose={close}
        />
      </Popover.Dropdown>
    </Popover>
  );
};
