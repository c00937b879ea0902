import { Paperclip } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import classes from './files.module.css';

/** Over the conversation while files are held over it. */
export const DropHint = () => {
  const { t } = useTranslation('files');
  return (
    <div className={classes.drop} aria-hidden>
      <Paperclip size={28} strokeWidth={1.75} />
      {t('drop')}
    </div>
  );
};
