import { Text } from '@mantine/core';
import { QRCodeSVG } from 'qrcode.react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/format.ts';
import { useClinicName } from '../../services.tsx';
import classes from './protection.module.css';

const QR_SIZE = 176;

/** The recovery key to read, to scan and to print; the paper also says what it is and of which clinic. */
export const RecoveryKeySheet = ({ recoveryKey, now }: { recoveryKey: string; now: number }) => {
  const { t } = useTranslation(['protection', 'common']);
  const format = useFormat();
  const clinic = useClinicName() ?? t('common:appName');
  return (
    <div className={classes.sheet}>
      <div className={classes.paper}>
        <Text size="xl" fw={600}>
          {t('sheet.title')}
        </Text>
        <Text size="lg">{t('sheet.of', { clinic })}</Text>
        <Text size="sm" mb="lg">
          {t('sheet.made', { when: format.exact(now) })}
        </Text>
      </div>
      <div className={classes.key}>
        <ol className={classes.groups} aria-label={t('sheet.key')}>
          {recoveryKey.split('-').map((group, index) => (
            // Two groups may be the same: their place tells them apart.
            <li key={`${index}-${group}`}>{group}</li>
          ))}
        </ol>
        <span className={classes.qr}>
          <QRCodeSVG value={recoveryKey} size={QR_SIZE} level="M" title={t('sheet.qr')} />
        </span>
      </div>
      <div className={classes.paper}>
        <Text fw={600} mt="lg">
          {t('sheet.use')}
        </Text>
        <Text>{t('sheet.useText')}</Text>
        <Text fw={600} mt="md">
          {t('sheet.care')}
        </Text>
        <Text>{t('sheet.careText')}</Text>
      </div>
    </div>
  );
};
