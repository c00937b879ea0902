import { Siren } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PastEmergency } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { messagesPath } from '../messages/messages-path.ts';
import classes from './patient-aside.module.css';

/** When the patient needed help at once, and who saw it; nothing where that never was. */
export const AsideEmergencies = ({
  patientId,
  emergencies,
}: {
  patientId: string;
  emergencies: readonly PastEmergency[];
}) => {
  const { t } = useTranslation('patientAside');
  const format = useFormat();
  if (emergencies.length === 0) return null;
  return (
    <section aria-label={t('emergencies')}>
      <h3 className={classes.title}>{t('emergencies')}</h3>
      <ul className={classes.ways}>
        {emergencies.map(({ id, raisedAt, acknowledgedBy, resolvedAt, resolvedBy, seq }) => (
          <li key={id} className={classes.emergency}>
            <Siren size={16} strokeWidth={1.75} aria-hidden />
            <span>
              {seq === null ? (
                <span title={format.exact(raisedAt)}>{format.dayAndTime(raisedAt)}</span>
              ) : (
                <Link
                  to={`${messagesPath('doctor', patientId)}?at=${seq}`}
                  className={classes.link ?? ''}
                  title={format.exact(raisedAt)}
                >
                  {format.dayAndTime(raisedAt)}
                </Link>
              )}{' '}
              <span className={classes.none}>
                {acknowledgedBy === null
                  ? t('emergencyUnseen')
                  : t('emergencySeen', { name: acknowledgedBy })}
                {' · '}
                {resolvedAt === null ? (
                  t('emergencyOpen')
                ) : (
                  <span title={format.exact(resolvedAt)}>
                    {resolvedBy === null
                      ? t('emergencyClosed', { when: format.dayAndTime(resolvedAt) })
                      : t('emergencyClosedBy', { name: resolvedBy, when: format.dayAndTime(resolvedAt) })}
                  </span>
                )}
              </span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
};
