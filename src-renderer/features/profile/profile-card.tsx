import { useId, type ReactNode } from 'react';
import classes from './profile.module.css';

/** One subject of the own account. */
export const ProfileCard = ({ title, children }: { title: string; children: ReactNode }) => {
  const id = useId();
  return (
    <section className={classes.card} aria-labelledby={id}>
      <h2 className={classes.title} id={id}>
        {title}
      </h2>
      {children}
    </section>
  );
};
