import { Button } from '@mantine/core';
import { CircleCheck, Clock, Eye, PhoneCall } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import type { OwnEmergency } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { useConnection, useServices } from '../../services.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { CallNumber, useEmergencyNumber } from './call-number.tsx';
import { EmergencyDialog } from './emergency-dialog.tsx';
import { ownStage, type OwnStage } from './emergency-view.ts';
import classes from './patient-emergency.module.css';

const ICONS = {
  sent: Clock,
  unseen: PhoneCall,
  seen: Eye,
  resolved: CircleCheck,
  over: CircleCheck,
} as const;

/** What it says in one line, and what to do. */
const useWords = (own: OwnEmergency, stage: OwnStage, number: string | null) => {
  const { t } = useTranslation('emergencies');
  const format = useFormat();
  switch (stage) {
    case 'sent':
      return { title: t('card.sent', { time: format.dayAndTime(own.lastAt) }), text: t('card.sentText') };
    case 'unseen':
      return {
        title: t('card.unseen'),
        text: number === null ? t('card.unseenAnywhere') : t('card.unseenCall', { number }),
      };
    case 'seen': {
      const doctor = own.acknowledgedBy?.fullname ?? '';
      const time = format.dayAndTime(own.acknowledgedAt ?? own.lastAt);
      return { title: t('card.seen', { doctor, time }), text: t('card.seenText') };
    }
    case 'resolved': {
      const doctor = own.resolvedBy?.fullname ?? '';
      const time = format.dayAndTime(own.resolvedAt ?? own.lastAt);
      return { title: t('card.resolved', { doctor, time }), text: t('card.overText') };
    }
    case 'over':
      return { title: t('card.over'), text: t('card.overText') };
  }
};

const Card = ({ own, isOver }: { own: OwnEmergency; isOver: boolean }) => {
  const { t } = useTranslation('emergencies');
  const { emergencies } = useServices();
  const announce = useAnnounce();
  const isOnline = useConnection().status === 'online';
  const clinicNumber = useEmergencyNumber();
  const number = own.emergencyNumber ?? clinicNumber;
  const stage = ownStage(own, isOver);
  const { title, text } = useWords(own, stage, number);
  const [isAsking, setAsking] = useState(false);
  const isEnded = stage === 'resolved' || stage === 'over';
  const Icon = ICONS[stage];

  // Whoever waits for help looks elsewhere, too: each step interrupts.
  const step = `${own.id} ${own.count} ${stage}`;
  useEffect(() => {
    if (emergencies.isNews(step)) announce(stage === 'unseen' ? `${title} ${text}` : title, 'assertive');
  }, [emergencies, step, stage, title, text, announce]);

  return (
    <section className={classes.card} data-stage={stage} aria-label={t('card.label')} data-urgent>
      <Icon size={26} strokeWidth={1.75} aria-hidden />
      <div className={classes.cardWords}>
        <p className={classes.cardTitle}>{title}</p>
        <p>{text}</p>
        {!isOnline && !isEnded && <p className={classes.quiet}>{t('card.stale')}</p>}
        <div className={classes.cardActions}>
          {!isEnded && number !== null && <CallNumber number={number} />}
          {isEnded ? (
            <Button size="sm" variant="default" onClick={emergencies.putAway}>
              {t('card.putAway')}
            </Button>
          ) : (
            <Button size="sm" variant="default" onClick={() => setAsking(true)}>
              {t('card.again')}
            </Button>
          )}
        </div>
      </div>
      <EmergencyDialog opened={isAsking} doctor={null} onClose={() => setAsking(false)} />
    </section>
  );
};

/** What became of the patient's own emergency: sent, seen by whom, not seen by anybody, over. */
export const OwnEmergencyCard = () => {
  const { emergencies } = useServices();
  const own = useStore(emergencies.state, (state) => state.own);
  const isOver = useStore(emergencies.state, ({ isOwnOver }) => isOwnOver);
  return own === null ? null : <Card own={own} isOver={isOver} />;
};
