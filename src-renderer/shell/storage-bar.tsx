import { HardDrive } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useStorage } from '../services.tsx';
import { useAnnounce } from '../ui/announcer.tsx';
import classes from './connection.module.css';

/** Says it once when the clinic's disk is full, and when it is not any more. */
export const useStorageAnnounced = (audience: 'doctor' | 'patient'): boolean => {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const { writable } = useStorage();
  const told = useRef(true);
  useEffect(() => {
    if (told.current === writable) return;
    told.current = writable;
    announce(writable ? t('storage.back') : t(`storage.full.${audience}`));
  }, [writable, audience, announce, t]);
  return writable;
};

/** While the clinic's disk is full: a thin bar that says what goes on, and to the doctor what to do. */
export const StorageBar = ({ audience }: { audience: 'doctor' | 'patient' }) => {
  const { t } = useTranslation();
  if (useStorageAnnounced(audience)) return null;
  return (
    <div className={classes.bar}>
      <HardDrive size={18} strokeWidth={1.75} aria-hidden />
      {t(`storage.full.${audience}`)}
    </div>
  );
};
