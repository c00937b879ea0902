import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { FILE_MAX_BYTES } from '../../../server/protocol/index.ts';
import { isFinal } from '../../api/api-error.ts';
import { useErrorText } from '../../i18n/error-text.ts';
import { useFormat } from '../../i18n/format.ts';
import { FilePreview } from './file-preview.tsx';
import type { UploadEntry } from './uploads.ts';
import { useFiles } from './use-files.ts';
import classes from './files.module.css';

/** A file on its way, in the bubble that it will have. */
export const UploadingFile = ({ upload: { file } }: { upload: UploadEntry }) => {
  const format = useFormat();
  return (
    <span className={classes.card}>
      <FilePreview file={file} />
      <span className={classes.about}>
        <span className={classes.name}>{file.name}</span>
        <span className={classes.note}>{format.bytes(file.size)}</span>
      </span>
    </span>
  );
};

/** How far it is, why it waits or failed, and what can be done about it. */
export const UploadState = ({ upload }: { upload: UploadEntry }) => {
  const { t } = useTranslation(['files', 'common', 'roomChat']);
  const { uploads } = useFiles();
  const errorText = useErrorText();
  const format = useFormat();
  const { clientId, file, sent, status } = upload;
  if (status === 'failed') {
    const { code } = upload;
    const reason =
      code === 'too_large'
        ? t('problem.tooLarge', { size: format.bytes(FILE_MAX_BYTES) })
        : code === 'not_found'
          ? t('problem.gone')
          : errorText(code);
    return (
      <div className={classes.state} role="alert">
        <span className={classes.failed}>{t('notSent', { reason })}</span>
        {code !== 'not_found' && !isFinal(code) && (
          <button type="button" className={classes.link} onClick={() => uploads.retry(clientId)}>
            {t('common:retry')}
          </button>
        )}
        <button type="button" className={classes.link} onClick={() => uploads.cancel(clientId)}>
          {t('roomChat:discard')}
        </button>
      </div>
    );
  }
  const share = sent / file.size;
  const isStopped = status === 'waiting' && upload.code !== null;
  const isOffline = isStopped && (upload.code === 'offline' || upload.code === 'timeout');
  return (
    <div className={classes.state}>
      <Progress.Root size="sm" className={classes.progress ?? ''}>
        <Progress.Section
          value={share * 100}
          aria-label={t('uploadOf', { name: file.name })}
          aria-valuetext={format.percent(share)}
        />
      </Progress.Root>
      <span className="tabular">
        {isOffline
          ? t('goesOn')
          : isStopped && upload.code !== null
            ? errorText(upload.code)
            : status === 'waiting'
              ? t('itsTurn')
              : t('uploading', { percent: format.percent(share) })}
      </span>
      <button
        type="button"
        className={classes.link}
        aria-label={t('cancelOf', { name: file.name })}
        onClick={() => uploads.cancel(clientId)}
      >
        {t('common:cancel')}
      </button>
    </div>
  );
};
