import { ActionIcon } from '@mantine/core';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FILE_MAX_BYTES } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { FilePreview } from './file-preview.tsx';
import type { PickedFile } from './picked-files.ts';
import type { Attaching } from './use-attaching.ts';
import classes from './files.module.css';

const Picked = ({
  picked: { file, problem },
  onRemove,
}: {
  picked: PickedFile;
  onRemove: (button: HTMLElement) => void;
}) => {
  const { t } = useTranslation('files');
  const format = useFormat();
  return (
    <li className={classes.pickedFile} data-refused={problem !== null || undefined}>
      <FilePreview file={file} />
      <span className={classes.about}>
        <span className={classes.name} title={file.name}>
          {file.name}
        </span>
        <span className={classes.note}>
          {problem === null
            ? format.bytes(file.size)
            : t(`problem.${problem}`, { size: format.bytes(FILE_MAX_BYTES) })}
        </span>
      </span>
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={t('remove', { name: file.name })}
        onClick={({ currentTarget }) => onRemove(currentTarget)}
      >
        <X size={18} strokeWidth={1.75} aria-hidden />
      </ActionIcon>
    </li>
  );
};

/** What is about to be sent, to be looked at before it is. */
export const AttachmentTray = ({ attaching: { picked, remove } }: { attaching: Attaching }) => {
  const { t } = useTranslation('files');
  if (picked.length === 0) return null;
  return (
    <ul className={classes.tray} aria-label={t('picked')}>
      {picked.map((file) => (
        <Picked
          key={file.key}
          picked={file}
          onRemove={(button) => {
            // The button is about to go, and what had the focus is not to be lost with it.
            button.closest('form')?.querySelector<HTMLElement>('[data-attach]')?.focus();
            remove(file.key);
          }}
        />
      ))}
    </ul>
  );
};
