import { ActionIcon } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useFormat } from '../../i18n/format.ts';
import { useSpeaker } from '../device-test/use-speaker.ts';
import { useObjectUrl } from './use-object-url.ts';
import classes from './files.module.css';

/** Recordings of Chromium do not say how long they are, until somebody goes beyond their end. */
const BEYOND = 1e6;

const STEP_SECONDS = 0.1;

/** Plays a recording, which is loaded when somebody wants to hear it. */
export const SoundPlayer = ({
  name,
  load,
  milliseconds = null,
}: {
  name: string;
  load: () => Promise<Blob>;
  /** How long it is, if that is known. */
  milliseconds?: number | null;
}) => {
  const { t } = useTranslation(['files', 'common']);
  const format = useFormat();
  const errorText = useErrorText();
  const audio = useRef<HTMLAudioElement>(null);
  const measuring = useRef(false);
  const [blob, setBlob] = useState<Blob | null>(null);
  const [isLoading, setLoading] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | 'unplayable' | null>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(milliseconds === null ? null : milliseconds / 1000);
  const url = useObjectUrl(blob);
  useSpeaker(audio);

  const start = () => {
    // One at a time.
    for (const other of document.querySelectorAll<HTMLAudioElement>('audio[data-recording]')) {
      if (other !== audio.current) other.pause();
    }
    audio.current?.play().catch(() => undefined);
  };
  const toggle = async () => {
    const element = audio.current;
    if (element === null || isLoading) return;
    if (blob !== null && problem === null) {
      if (element.paused) start();
      else element.pause();
      return;
    }
    setLoading(true);
    setProblem(null);
    try {
      setBlob(await load());
    } catch (error) {
      setProblem(codeOf(error));
      setLoading(false);
    }
  };
  useEffect(() => {
    const element = audio.current;
    return () => element?.pause();
  }, []);

  const measured = () => {
    const element = audio.current;
    if (element === null) return;
    if (element.duration === Infinity) {
      measuring.current = true;
      element.currentTime = BEYOND;
      return;
    }
    if (Number.isFinite(element.duration)) setLength(element.duration);
    if (measuring.current) {
      measuring.current = false;
      element.currentTime = 0;
    }
    if (isLoading) {
      setLoading(false);
      start();
    }
  };

  const total = length === null ? null : Math.max(length, at);
  return (
    <span className={classes.player}>
      <ActionIcon
        variant="filled"
        size={40}
        radius="xl"
        loading={isLoading}
        aria-label={t(isPlaying ? 'pause' : 'play', { name })}
        onClick={() => void toggle()}
      >
        {isPlaying ? (
          <Pause size={18} strokeWidth={1.75} aria-hidden />
        ) : (
          <Play size={18} strokeWidth={1.75} aria-hidden />
        )}
      </ActionIcon>
      <input
        type="range"
        className={classes.seek}
        aria-label={t('position', { name })}
        aria-valuetext={format.spokenDuration(at * 1000)}
        min={0}
        max={total ?? 1}
        step={STEP_SECONDS}
        value={total === null ? 0 : at}
        disabled={url === null || total === null}
        onChange={({ currentTarget }) => {
          const wanted = Number(currentTarget.value);
          setAt(wanted);
          if (audio.current !== null) audio.current.currentTime = wanted;
        }}
      />
      <span className={`${classes.times ?? ''} tabular`}>
        {total === null
          ? '–:––'
          : at > 0
            ? `${format.clock(at * 1000)} / ${format.clock(total * 1000)}`
            : format.clock(total * 1000)}
      </span>
      <audio
        ref={audio}
        data-recording
        preload="auto"
        {...(url !== null && { src: url })}
        onLoadedMetadata={measured}
        onDurationChange={measured}
        onError={() => {
          if (url === null) return;
          setLoading(false);
          setProblem('unplayable');
        }}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onEnded={() => {
          setPlaying(false);
          setAt(0);
        }}
        onTimeUpdate={({ currentTarget }) => {
          if (!measuring.current) setAt(currentTarget.currentTime);
        }}
      />
      {problem !== null && (
        <span className={classes.failed} role="alert">
          {problem === 'unplayable'
            ? t('unplayable')
            : problem === 'not_found'
              ? t('gone')
              : errorText(problem)}
        </span>
      )}
    </span>
  );
};
