import { Button, Modal } from '@mantine/core';
import { Download } from 'lucide-react';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageFile } from '../../../server/protocol/index.ts';
import { useFormat } from '../../i18n/format.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { saveBlob } from '../../ui/save-file.ts';
import { openPdf, type PdfDocument } from './pdf-reader.ts';
import { useFiles } from './use-files.ts';
import { useLoaded } from './use-loaded.ts';
import { useSeen } from './use-seen.ts';
import classes from './files.module.css';

/** Before it is known, most are of this shape: A4. */
const USUAL_ASPECT = 210 / 297;

const Page = ({ pdf, number }: { pdf: PdfDocument; number: number }) => {
  const { t } = useTranslation('files');
  const canvas = useRef<HTMLCanvasElement>(null);
  const isSeen = useSeen(canvas);
  const [aspect, setAspect] = useState(USUAL_ASPECT);
  const [text, setText] = useState('');
  useEffect(() => {
    const { current } = canvas;
    if (!isSeen || current === null) return;
    let isWanted = true;
    const show = async () => {
      const page = await pdf.page(number);
      if (!isWanted) return;
      setAspect(page.aspect);
      await page.draw(current, current.clientWidth);
      const written = await page.text();
      if (isWanted) setText(written);
    };
    // A page that is broken stays empty; the document can be saved.
    show().catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [pdf, number, isSeen]);
  return (
    <section aria-label={t('pdf.page', { number, total: pdf.count })}>
      <canvas ref={canvas} className={classes.paper} style={{ aspectRatio: aspect }} aria-hidden />
      <p className="visually-hidden">{text}</p>
    </section>
  );
};

const usePdf = (blob: Blob | null): { pdf: PdfDocument | null; isUnreadable: boolean } => {
  const [result, setResult] = useState<{ of: Blob; pdf: PdfDocument | null } | null>(null);
  useEffect(() => {
    if (blob === null) return;
    const { opened, close } = openPdf(blob);
    let isWanted = true;
    opened.then(
      (pdf) => {
        if (isWanted) setResult({ of: blob, pdf });
      },
      () => {
        if (isWanted) setResult({ of: blob, pdf: null });
      },
    );
    return () => {
      isWanted = false;
      close();
    };
  }, [blob]);
  const current = result !== null && result.of === blob ? result : null;
  return { pdf: current?.pdf ?? null, isUnreadable: current !== null && current.pdf === null };
};

/** The pages of a PDF, one below the other. */
export const PdfDialog = ({
  name,
  about: { id, type, size },
  onClose,
}: {
  name: string;
  about: MessageFile;
  onClose: () => void;
}) => {
  const { t } = useTranslation(['files', 'common']);
  const format = useFormat();
  const { contents } = useFiles();
  const load = useCallback(() => contents.whole(id, type), [contents, id, type]);
  const { blob, problem, retry } = useLoaded(load);
  const { pdf, isUnreadable } = usePdf(blob);
  return (
    <Modal
      opened
      onClose={onClose}
      title={name}
      size="xl"
      closeButtonProps={{ 'aria-label': t('common:close') }}
      classNames={{ title: classes.dialogTitle ?? '' }}
    >
      <div className={classes.large}>
        {problem !== null && <ErrorNotice code={problem} onRetry={retry} />}
        {isUnreadable && <p role="alert">{t('pdf.unreadable')}</p>}
        {pdf === null && problem === null && !isUnreadable && <p role="status">{t('common:loading')}</p>}
        {pdf !== null && (
          // Scrolled by the keyboard, too.
          <div className={classes.pages} tabIndex={0} role="group" aria-label={name}>
            {Array.from({ length: pdf.count }, (_, index) => (
              <Page key={index} pdf={pdf} number={index + 1} />
            ))}
          </div>
        )}
        <div className={classes.dialogFoot}>
          <span className={classes.note}>
            {pdf === null
              ? format.bytes(size)
              : `${t('pdf.pages', { count: pdf.count })} · ${format.bytes(size)}`}
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
