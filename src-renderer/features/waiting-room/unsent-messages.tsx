import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import classes from './visit-over-page.module.css';

/** What was written while the clinic could not take it, and can never be sent now that the visit is over. */
export const UnsentMessages = ({ roomId }: { roomId: string | undefined }) => {
  const { t } = useTranslation('patient');
  const { outbox } = useServices();
  const entries = useStore(outbox.state, (state) => state.entries);
  const unsent = entries.filter((entry) => entry.to === roomId);
  if (unsent.length === 0) return null;
  return (
    <div role="status">
      <figure className={classes.message}>
        <figcaption>{t('over.unsent', { count: unsent.length })}</figcaption>
        {unsent.map(({ clientId, message }) => (
          <blockquote key={clientId}>{message}</blockquote>
        ))}
      </figure>
    </div>
  );
};
