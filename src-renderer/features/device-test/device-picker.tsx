import { NativeSelect, UnstyledButton } from '@mantine/core';
import { ChevronDown, Settings2 } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CHOICE_KINDS, type ChoiceKind } from './device-choices.ts';
import classes from './device-picker.module.css';
import { trackOf, type LocalMedia, type LocalMediaState } from './local-media.ts';

/** The device in use: what was opened, or what was chosen while it is off. */
const inUse = (state: LocalMediaState, kind: ChoiceKind): string => {
  const track = kind === 'speaker' ? null : trackOf(state, kind);
  return track?.getSettings().deviceId ?? state.chosen[kind] ?? '';
};

/** Which camera, microphone and speaker are used. Shown as soon as the browser names them. */
export const DevicePicker = ({ media, state }: { media: LocalMedia; state: LocalMediaState }) => {
  const { t } = useTranslation('deviceTest');
  const [open, setOpen] = useState(false);
  const panel = useId();
  useEffect(() => {
    void media.refreshDevices();
  }, [media]);
  const kinds = CHOICE_KINDS.filter((kind) => state.available[kind].length > 0);
  if (kinds.length === 0) return null;
  return (
    <div className={classes.picker}>
      <UnstyledButton
        className={classes.toggle ?? ''}
        aria-expanded={open}
        aria-controls={panel}
        onClick={() => setOpen(!open)}
      >
        <Settings2 size={20} strokeWidth={1.75} aria-hidden />
        {t('choose.open')}
        <ChevronDown size={18} strokeWidth={1.75} aria-hidden data-open={open || undefined} />
      </UnstyledButton>
      <div id={panel} hidden={!open} className={classes.panel}>
        {kinds.map((kind) => {
          const value = inUse(state, kind);
          const known = state.available[kind].some(({ deviceId }) => deviceId === value);
          return (
            <NativeSelect
              key={kind}
              label={t(`choose.${kind}`)}
              value={known ? value : ''}
              onChange={(event) => void media.choose(kind, event.currentTarget.value || null)}
              data={[
                ...(known ? [] : [{ value: '', label: t('choose.system') }]),
                ...state.available[kind].map(({ deviceId, label }) => ({ value: deviceId, label })),
              ]}
            />
          );
        })}
      </div>
    </div>
  );
};
