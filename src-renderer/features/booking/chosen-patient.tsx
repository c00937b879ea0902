import { Button } from '@mantine/core';
import { UserRoundCheck } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './booking.module.css';

/** The patient whom the appointment is for, once that is settled. */
export const ChosenPatient = ({
  name,
  children,
  onChange,
}: {
  name: string;
  children?: ReactNode;
  /** Null where it can only be this one. */
  onChange: (() => void) | null;
}) => {
  const { t } = useTranslation('booking');
  const button = useRef<HTMLButtonElement>(null);
  // It takes the place of the field in which the name was chosen, and with it the focus.
  useEffect(() => button.current?.focus({ preventScroll: true }), []);
  return (
    <div className={classes.chosen} role="group" aria-label={t('patient.chosen', { name })}>
      <UserRoundCheck size={22} strokeWidth={1.75} aria-hidden />
      <div className={classes.chosenText}>
        <span className={classes.optionName}>{name}</span>
        {children}
      </div>
      {onChange !== null && (
        <Button ref={button} variant="default" size="xs" onClick={onChange}>
          {t('patient.change')}
        </Button>
      )}
    </div>
  );
};
