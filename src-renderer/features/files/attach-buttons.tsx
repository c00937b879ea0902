import { ActionIcon, Tooltip } from '@mantine/core';
import { Mic, Paperclip } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { FILE_ACCEPT } from './file-kinds.ts';
import type { Attaching } from './use-attaching.ts';
import classes from './files.module.css';

/** Beside the field in which a message is written. */
export const AttachButtons = ({ attaching }: { attaching: Attaching }) => {
  const { t } = useTranslation('files');
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={classes.buttons}>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        accept={FILE_ACCEPT}
        onChange={({ currentTarget }) => {
          attaching.pick([...(currentTarget.files ?? [])]);
          // The same file may be picked again.
          currentTarget.value = '';
        }}
      />
      <Tooltip label={t('attach')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={42}
          aria-label={t('attach')}
          data-attach
          onClick={() => input.current?.click()}
        >
          <Paperclip size={20} strokeWidth={1.75} aria-hidden />
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t('voice.begin')}>
        <ActionIcon
          variant="subtle"
          color="gray"
          size={42}
          aria-label={t('voice.begin')}
          data-voice
          onClick={() => attaching.setRecording(true)}
        >
          <Mic size={20} strokeWidth={1.75} aria-hidden />
        </ActionIcon>
      </Tooltip>
    </div>
  );
};
