import { ActionIcon } from '@mantine/core';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { MessageFile } from '../../../server/protocol/index.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useFormat } from '../../i18n/format.ts';
import { FileIcon } from './file-icon.tsx';
import { kindOf } from './file-kinds.ts';
import { useOpenFile } from './open-file.ts';
import { useSave } from './use-save.ts';
import classes from './files.module.css';

/** The name of a PDF, which opens it. */
const OpenPdf = ({ name, about }: { name: string; about: MessageFile }) => {
  const { t } = useTranslation('files');
  const open = useOpenFile();
  return (
    <button
      type="button"
      className={classes.nameButton}
      aria-label={t('pdf.open', { name })}
      data-file={about.id}
      onClick={({ currentTarget }) => open({ as: 'pdf', name, about }, currentTarget)}
    >
      {name}
    </button>
  );
};

/** A file by its name, which can be saved; a PDF also opens. */
export const DocumentCard = ({ name, about }: { name: string; about: MessageFile }) => {
  const { t } = useTranslation('files');
  const format = useFormat();
  const errorText = useErrorText();
  const { save, isLoading, problem } = useSave(name, about);
  const kind = kindOf(about.type);
  return (
    <span className={classes.card}>
      <FileIcon kind={kind} />
      <span className={classes.about}>
        {kind === 'pdf' ? (
          <OpenPdf name={name} about={about} />
        ) : (
          <span className={classes.name}>{name}</span>
        )}
        <span className={classes.note}>
          {t('kindAndSize', { kind: t(`kind.${kind}`), size: format.bytes(about.size) })}
        </span>
        {problem !== null && (
          <span className={classes.failed} role="alert">
            {problem === 'not_found' ? t('gone') : errorText(problem)}
          </span>
        )}
      </span>
      <ActionIcon
        variant="subtle"
        size="lg"
        loading={isLoading}
        aria-label={t('saveOf', { name })}
        onClick={save}
      >
        <Download size={20} strokeWidth={1.75} aria-hidden />
      </ActionIcon>
    </span>
  );
};
