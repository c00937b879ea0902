import { Button } from '@mantine/core';
import { Phone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useClinic, useServices } from '../../services.tsx';
import { telephoneLink } from './phone-number.ts';
import classes from './patient-emergency.module.css';

/** The clinic's number for emergencies; null if it has set none. */
export const useEmergencyNumber = (): string | null => useClinic()?.emergencyNumber ?? null;

/** Calls the number where there is a telephone behind links; elsewhere shows it, large enough to read it off. */
export const CallNumber = ({ number }: { number: string }) => {
  const { t } = useTranslation('emergencies');
  const { platform } = useServices();
  const link = platform.kind === 'web' ? telephoneLink(number) : null;
  const icon = <Phone size={20} strokeWidth={2} aria-hidden />;
  if (link === null) {
    return (
      <p className={classes.number}>
        {icon}
        {t('call', { number })}
      </p>
    );
  }
  return (
    <Button component="a" href={link} color="red" leftSection={icon} className={classes.call ?? ''}>
      {t('call', { number })}
    </Button>
  );
};
