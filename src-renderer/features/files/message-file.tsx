import { useContext } from 'react';
import { useTranslation } from 'react-i18next';
import { fileIdIn, type MessageFile as About } from '../../../server/protocol/index.ts';
import { DocumentCard } from './document-card.tsx';
import { FileDialogs } from './file-dialogs.tsx';
import { FileIcon } from './file-icon.tsx';
import { kindOf } from './file-kinds.ts';
import { OpenFileContext } from './open-file.ts';
import { Picture } from './picture.tsx';
import { Recording } from './recording.tsx';
import classes from './files.module.css';

const isOfTheWeb = (url: string): boolean => URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);

/** One that a front end keeps elsewhere, or that is not there any more. */
const Elsewhere = ({ url, name }: { url: string; name: string }) => {
  const { t } = useTranslation('files');
  const isGone = fileIdIn(url) !== null;
  const shown = name === '' ? t('unnamed') : name;
  return (
    <span className={classes.card}>
      <FileIcon kind={null} />
      <span className={classes.about}>
        {isOfTheWeb(url) ? (
          <a href={url} target="_blank" rel="noopener noreferrer nofollow">
            {shown}
          </a>
        ) : (
          <span className={classes.name}>{shown}</span>
        )}
        {isGone && <span className={classes.note}>{t('gone')}</span>}
      </span>
    </span>
  );
};

type Shown = { url: string; name: string; about: About | null };

const ShownAsItIs = ({ url, name, about }: Shown) => {
  if (about === null) return <Elsewhere url={url} name={name} />;
  switch (kindOf(about.type)) {
    case 'picture':
      return about.hasThumbnail ? (
        <Picture name={name} about={about} />
      ) : (
        <DocumentCard name={name} about={about} />
      );
    case 'sound':
      return <Recording name={name} about={about} />;
    default:
      return <DocumentCard name={name} about={about} />;
  }
};

/** The file of a message. */
export const MessageFile = ({ file }: { file: Shown }) => {
  const isAmongDialogs = useContext(OpenFileContext) !== null;
  return isAmongDialogs ? (
    <ShownAsItIs {...file} />
  ) : (
    <FileDialogs>
      <ShownAsItIs {...file} />
    </FileDialogs>
  );
};
