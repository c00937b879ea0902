import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Contact } from '../../../server/protocol/index.ts';
import { ContactList } from './contact-list.tsx';
import classes from './reactions.module.css';

/** Conversations that were put away, behind their number at the end of the list. */
export const ArchivedContacts = ({
  contacts,
  openId,
}: {
  contacts: readonly Contact[];
  /** The conversation that is open is never hidden. */
  openId: string | undefined;
}) => {
  const { t } = useTranslation('reactions');
  const [wanted, setWanted] = useState(false);
  const listId = useId();
  const isOpen = wanted || contacts.some(({ otherUser }) => otherUser._id === openId);
  if (contacts.length === 0) return null;
  return (
    <div className={classes.group}>
      <button
        type="button"
        className={classes.groupTitle}
        aria-expanded={isOpen}
        aria-controls={listId}
        onClick={() => setWanted(!isOpen)}
      >
        <ChevronRight size={16} strokeWidth={2} aria-hidden />
        {t('archivedList', { count: contacts.length })}
      </button>
      <div id={listId}>{isOpen && <ContactList contacts={contacts} />}</div>
    </div>
  );
};
