import { Button } from '@mantine/core';
import { RefreshCw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../../services.tsx';
import type { LocalMediaState } from './local-media.ts';
import classes from './replaced-note.module.css';

/** Says that a device is gone and which one took its place. */
export const ReplacedNote = ({ state }: { state: LocalMediaState }) => {
  const { media } = useServices();
  const { t } = useTranslation('deviceTest');
  const { replaced } = state;
  if (replaced === null) return null;
  return (
    <div className={classes.note} role="status">
      <RefreshCw size={20} strokeWidth={1.75} aria-hidden />
      <span className={classes.text}>
        {t(
          replaced.kind === 'speaker' && replaced.label === ''
            ? 'replaced.noSpeaker'
            : `replaced.${replaced.kind}`,
          {
            device: replaced.label,
          },
        )}
      </span>
      <Button size="compact-md" variant="default" onClick={() => media.dismissReplaced()}>
        {t('replaced.dismiss')}
      </Button>
    </div>
  );
};
