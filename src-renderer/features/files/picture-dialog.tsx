import { Button, Modal } from '@mantine/core';
import { Download } from 'lucide-react';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageFile } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { saveBlob } from '../../ui/save-file.ts';
import { useFiles } from './use-files.ts';
import { useLoaded } from './use-loaded.ts';
import { useObjectUrl } from './use-object-url.ts';
import classes from './files.module.css';

/** A picture as large as the window bears. The small one stands there until the large one has come. */
export const PictureDialog = ({
  name,
  about,
  onClose,
}: {
  name: string;
  about: MessageFile;
  onClose: () => void;
}) => {
  const { t } = useTranslation(['files', 'common']);
  const { contents } = useFiles();
  const format = useFormat();
  const { id, type, width = 0, height = 0 } = about;
  const load = useCallback(() => contents.whole(id, type), [contents, id, type]);
  const { blob, problem, retry } = useLoaded(load);
  const url = useObjectUrl(blob);
  const loadSmall = useCallback(() => contents.thumbnail(id), [contents, id]);
  const small = useObjectUrl(useLoaded(loadSmall).blob);
  return (
    <Modal
      opened
      onClose={onClose}
      title={name}
      size="auto"
      closeButtonProps={{ 'aria-label': t('common:close') }}
      classNames={{ title: classes.dialogTitle ?? '' }}
    >
      <div className={classes.large}>
        {problem !== null ? (
          <ErrorNotice code={problem} onRetry={retry} />
        ) : (
          (url ?? small) !== null && (
            <img
              src={url ?? small ?? ''}
              alt={name}
              width={width}
              height={height}
              data-small={url === null || undefined}
            />
          )
        )}
        <div className={classes.dialogFoot}>
          <span className={classes.note}>
            {url === null && problem === null ? t('common:loading') : format.bytes(about.size)}
          </span>
          <Button
            variant="default"
            size="sm"
            disabled={blob === null}
            leftSection={<Download size={18} strokeWidth={1.75} aria-hidden />}
            onClick={() => blob !== null && saveBlob(name, blob)}
          >
            {t('save')}
          </Button>
        </div>
      </div>
    </Modal>
  );
};
