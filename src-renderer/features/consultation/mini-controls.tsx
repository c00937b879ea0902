import { Maximize2, Mic, MicOff, PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Call, CallState } from './call.ts';
import { useShortcuts } from './use-shortcuts.ts';
import type { ViewMode } from './use-view-modes.ts';
import classes from './call-controls.module.css';

/** What is left of the controls in the small window: be heard or not, end, and back to the large one. */
export const MiniControls = ({
  call,
  state,
  mini,
  onEnd,
}: {
  call: Call;
  state: CallState;
  mini: ViewMode;
  onEnd: () => void;
}) => {
  const { t } = useTranslation('consultation');
  useShortcuts({ M: call.toggleAudio, P: mini.toggle });
  const Microphone = state.on.audio ? Mic : MicOff;
  return (
    <div className={classes.mini} role="group" aria-label={t('controls.label')}>
      <button
        type="button"
        className={classes.miniControl}
        aria-label={t('controls.mute')}
        title={t('controls.mute')}
        aria-pressed={!state.on.audio}
        aria-keyshortcuts="Alt+M"
        onClick={call.toggleAudio}
      >
        <Microphone size={20} strokeWidth={1.75} aria-hidden />
      </button>
      <button
        type="button"
        className={classes.miniControl}
        data-danger
        aria-label={t('controls.end')}
        title={t('controls.end')}
        onClick={onEnd}
      >
        <PhoneOff size={20} strokeWidth={1.75} aria-hidden />
      </button>
      <button
        type="button"
        className={classes.miniControl}
        aria-label={t('view.back')}
        title={t('view.back')}
        aria-keyshortcuts="Alt+P"
        onClick={mini.toggle}
      >
        <Maximize2 size={20} strokeWidth={1.75} aria-hidden />
      </button>
    </div>
  );
};
