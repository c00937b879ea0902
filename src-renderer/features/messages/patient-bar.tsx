import { Anchor } from '@mantine/core';
import { ArrowLeft } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useMatch } from 'react-router';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import { EmergencyButton } from '../emergencies/emergency-spot.tsx';
import classes from './messages-page.module.css';
import { messagesPath } from './messages-path.ts';

/** The way back to the patient's visits, and the one for what cannot wait. */
export const PatientBar = () => {
  const { t } = useTranslation('messages');
  const { conversations } = useServices();
  const otherId = useMatch(messagesPath('patient', ':otherId'))?.params.otherId;
  const other = useStore(
    conversations.state,
    ({ list }) => list?.find(({ otherUser }) => otherUser._id === otherId)?.otherUser,
  );
  return (
    <div className={classes.bar}>
      <Anchor component={Link} to="/" c="var(--app-accent)" className={classes.backToVisits ?? ''}>
        <ArrowLeft size={18} strokeWidth={1.75} aria-hidden />
        {t('backToVisits')}
      </Anchor>
      <EmergencyButton doctor={other === undefined ? null : { id: other._id, fullname: other.fullname }} />
    </div>
  );
};
