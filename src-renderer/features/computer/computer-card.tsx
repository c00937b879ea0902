import { useId, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import classes from '../settings/settings-page.module.css';

/** A card of the page about this computer. */
export const ComputerCard = ({
  title,
  failed = false,
  children,
}: {
  title: string;
  /** A choice in it could not be saved. */
  failed?: boolean;
  children: ReactNode;
}) => {
  const { t } = useTranslation('computer');
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <h2 className={classes.title} id={id}>
        {title}
      </h2>
      {children}
      {failed && <ErrorNotice>{t('notSaved')}</ErrorNotice>}
    </section>
  );
};
