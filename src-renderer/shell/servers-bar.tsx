import { Unplug } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useServers } from '../services.tsx';
import { useAnnounce } from '../ui/announcer.tsx';
import classes from './connection.module.css';

/** While the clinic's servers do not hear of each other: a thin bar that says what goes on, and once when it is over. */
export const ServersBar = ({ audience }: { audience: 'doctor' | 'patient' }) => {
  const { t } = useTranslation();
  const announce = useAnnounce();
  const { together } = useServers();
  const told = useRef(true);
  useEffect(() => {
    if (told.current === together) return;
    told.current = together;
    announce(together ? t('servers.back') : t(`servers.apart.${audience}`));
  }, [together, audience, announce, t]);
  if (together) return null;
  return (
    <div className={classes.bar}>
      <Unplug size={18} strokeWidth={1.75} aria-hidden />
      {t(`servers.apart.${audience}`)}
    </div>
  );
};
