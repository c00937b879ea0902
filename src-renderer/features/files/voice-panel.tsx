import { Button } from '@mantine/core';
import { CircleStop, SendHorizontal, Trash2, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useFormat } from '../../i18n/format.ts';
import { useAnnounce } from '../../ui/announcer.tsx';
import { DeviceHelpNote } from '../device-test/device-help-note.tsx';
import { LevelBars } from '../device-test/level-bars.tsx';
import { useLocalMedia } from '../device-test/use-local-media.ts';
import { SoundPlayer } from './sound-player.tsx';
import { voiceStamp } from './voice-name.ts';
import { createVoiceRecording, LONGEST_MS, type VoiceState } from './voice-recording.ts';
import classes from './files.module.css';

const TICK_MS = 250;

const Clock = ({ since }: { since: number }) => {
  const format = useFormat();
  const [now, setNow] = useState(since);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className="tabular">
      {format.clock(now - since)} / {format.clock(LONGEST_MS)}
    </span>
  );
};

/** Records a voice message, lets it be heard, and hands it over. */
export const VoicePanel = ({ onSend, onClose }: { onSend: (file: File) => void; onClose: () => void }) => {
  const { t } = useTranslation(['files', 'common']);
  const { media } = useLocalMedia();
  const [voice] = useState(() => createVoiceRecording({ media }));
  const state: VoiceState = useStore(voice.state);
  const announce = useAnnounce();
  const format = useFormat();
  const stopButton = useRef<HTMLButtonElement>(null);
  const sendButton = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    void voice.begin();
    return () => voice.end();
  }, [voice]);

  const { status } = state;
  const length = state.status === 'recorded' ? state.milliseconds : 0;
  useEffect(() => {
    if (status === 'recording') {
      announce(t('voice.recording'));
      stopButton.current?.focus();
    } else if (status === 'recorded') {
      announce(t('voice.recorded', { duration: format.spokenDuration(length) }));
      sendButton.current?.focus();
    }
  }, [status, length, announce, format, t]);

  const discard = (
    <Button
      variant="default"
      size="md"
      leftSection={<Trash2 size={18} strokeWidth={1.75} aria-hidden />}
      onClick={onClose}
    >
      {t('voice.discard')}
    </Button>
  );

  if (state.status === 'refused') {
    return (
      <div className={classes.voice} role="group" aria-label={t('voice.label')}>
        <div className={classes.help} role="alert">
          <h3>
            <TriangleAlert size={20} strokeWidth={1.75} aria-hidden />
            {t('voice.refused')}
          </h3>
          {state.problem === 'unsupported' ? (
            <p>{t('voice.unsupported')}</p>
          ) : (
            <DeviceHelpNote part="microphone" reason={state.problem} />
          )}
        </div>
        <span className={classes.voiceButtons}>
          <Button variant="default" size="md" onClick={onClose}>
            {t('common:close')}
          </Button>
          {state.problem !== 'unsupported' && (
            <Button size="md" onClick={() => void voice.begin()}>
              {t('common:retry')}
            </Button>
          )}
        </span>
      </div>
    );
  }
  return (
    <div className={classes.voice} role="group" aria-label={t('voice.label')}>
      {state.status === 'recorded' ? (
        <Recorded state={state} />
      ) : (
        <span className={classes.level}>
          {state.status === 'recording' ? (
            <>
              <span className={classes.light} aria-hidden />
              <span>{t('voice.recording')}</span>
              <LevelBars track={state.track} label={t('voice.level')} />
              <Clock since={state.since} />
            </>
          ) : (
            <span role="status">{t('voice.opening')}</span>
          )}
        </span>
      )}
      <span className={classes.voiceButtons}>
        {discard}
        {state.status === 'recorded' ? (
          <Button
            ref={sendButton}
            size="md"
            leftSection={<SendHorizontal size={18} strokeWidth={1.75} aria-hidden />}
            onClick={() => {
              const name = `${t('voice.name', { date: voiceStamp(new Date(), state.milliseconds) })}.${state.extension}`;
              onSend(new File([state.sound], name, { type: state.sound.type }));
            }}
          >
            {t('voice.send')}
          </Button>
        ) : (
          <Button
            ref={stopButton}
            size="md"
            disabled={state.status !== 'recording'}
            leftSection={<CircleStop size={18} strokeWidth={1.75} aria-hidden />}
            onClick={() => voice.stop()}
          >
            {t('voice.stop')}
          </Button>
        )}
      </span>
    </div>
  );
};

const Recorded = ({ state }: { state: Extract<VoiceState, { status: 'recorded' }> }) => {
  const { t } = useTranslation('files');
  const { sound, milliseconds } = state;
  const [load] = useState(() => () => Promise.resolve(sound));
  return <SoundPlayer name={t('voice.own')} load={load} milliseconds={milliseconds} />;
};
