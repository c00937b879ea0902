import { Alert, CloseButton } from '@mantine/core';
import { HardDrive } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useServices } from '../../services.tsx';
import classes from './copy-notice.module.css';

/** What a person should know of the copy on this computer: it was damaged, or it will not outlive the app. */
export const CopyNotice = () => {
  const { t } = useTranslation(['copy', 'common']);
  const { copy } = useServices();
  const state = useStore(copy.state);
  if (state.status !== 'open') return null;
  const { condition, keeping, reason } = state;
  const text =
    condition !== 'sound'
      ? t(`condition.${condition}`)
      : keeping === 'memory' && reason !== null
        ? t(`memory.${reason}`)
        : null;
  if (text === null) return null;
  return (
    <Alert
      className={classes.notice ?? ''}
      role="status"
      color="orange"
      variant="light"
      icon={<HardDrive size={18} strokeWidth={1.75} aria-hidden />}
    >
      <div className={classes.line}>
        <span>{text}</span>
        {condition !== 'sound' && <CloseButton aria-label={t('common:close')} onClick={copy.acknowledge} />}
      </div>
    </Alert>
  );
};
