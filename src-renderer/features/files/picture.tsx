import { useCallback, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageFile } from '../../../server/protocol/index.ts';
import { FileIcon } from './file-icon.tsx';
import { useOpenFile } from './open-file.ts';
import { useFiles } from './use-files.ts';
import { useLoaded } from './use-loaded.ts';
import { useObjectUrl } from './use-object-url.ts';
import { useSeen } from './use-seen.ts';
import classes from './files.module.css';

/** Pixels of a picture in the conversation, at most. */
const WIDTH = 280;
const HEIGHT = 320;

/** The room that it takes is known before it is here: nothing jumps when it comes. */
const roomOf = ({ width = WIDTH, height = WIDTH }: MessageFile) => {
  const scale = Math.min(WIDTH / width, HEIGHT / height, 1);
  return { width: Math.max(72, Math.round(width * scale)), height: Math.max(48, Math.round(height * scale)) };
};

/** A picture, small, which opens large. */
export const Picture = ({ name, about }: { name: string; about: MessageFile }) => {
  const { t } = useTranslation('files');
  const { contents } = useFiles();
  const button = useRef<HTMLButtonElement>(null);
  const isSeen = useSeen(button);
  const { id } = about;
  const load = useCallback(() => contents.thumbnail(id), [contents, id]);
  const { blob, problem } = useLoaded(isSeen ? load : null);
  const url = useObjectUrl(blob);
  const open = useOpenFile();
  return (
    <button
      ref={button}
      type="button"
      className={classes.picture}
      style={roomOf(about)}
      aria-label={t('open', { name })}
      title={name}
      data-file={id}
      onClick={({ currentTarget }) => open({ as: 'picture', name, about }, currentTarget)}
    >
      {url !== null && <img src={url} alt="" />}
      {problem !== null && (
        <span className={classes.missing}>
          <FileIcon kind="picture" />
          {t(problem === 'not_found' ? 'gone' : 'notLoaded')}
        </span>
      )}
    </button>
  );
};
