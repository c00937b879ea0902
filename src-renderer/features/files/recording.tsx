import { ActionIcon } from '@mantine/core';
import { Download } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageFile } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { SoundPlayer } from './sound-player.tsx';
import { useFiles } from './use-files.ts';
import { useSave } from './use-save.ts';
import { readVoiceName } from './voice-name.ts';
import classes from './files.module.css';

/** What kind of recording it is says nothing to who listens. */
const EXTENSION = /\.[a-z\d]+$/i;

/** A recording of a message, to be listened to and saved. */
export const Recording = ({ name, about }: { name: string; about: MessageFile }) => {
  const { t } = useTranslation('files');
  const format = useFormat();
  const { contents } = useFiles();
  const { save, isLoading, problem } = useSave(name, about);
  const { id, type } = about;
  const voice = readVoiceName(name);
  const title = voice === null ? name.replace(EXTENSION, '') : t('voice.label');
  const load = useCallback(() => contents.whole(id, type), [contents, id, type]);
  return (
    <span className={classes.recording}>
      <SoundPlayer
        name={voice === null ? name : title}
        load={load}
        milliseconds={voice?.milliseconds ?? null}
      />
      <span className={classes.recordingFoot}>
        <span className={classes.note}>
          {problem === null ? `${title} · ${format.bytes(about.size)}` : t('notLoaded')}
        </span>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="md"
          loading={isLoading}
          aria-label={t('saveOf', { name })}
          onClick={save}
        >
          <Download size={16} strokeWidth={1.75} aria-hidden />
        </ActionIcon>
      </span>
    </span>
  );
};
