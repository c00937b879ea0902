import { Suspense, useCallback, useState, type ReactNode } from 'react';
import { lazyPage } from '../../ui/lazy-page.ts';
import { OpenFileContext, type OpenFile, type ShownFile } from './open-file.ts';

const PictureDialog = lazyPage(async () => (await import('./picture-dialog.tsx')).PictureDialog);
const PdfDialog = lazyPage(async () => (await import('./pdf-dialog.tsx')).PdfDialog);

/** In a list that draws only what is in its window, the button may be another one by now, or be gone. */
const giveFocusBack = (opener: HTMLElement, list: Element | null, fileId: string): void => {
  const again = list?.querySelector<HTMLElement>(`[data-file="${CSS.escape(fileId)}"]`) ?? null;
  const target = opener.isConnected ? opener : (again ?? list);
  if (target instanceof HTMLElement) target.focus({ preventScroll: !opener.isConnected });
};

/**
 * Shows the files of the messages inside it, one at a time. The dialog belongs to the list and not to the message, so
 * that it stays open whatever becomes of the message's place in the list.
 */
export const FileDialogs = ({ children }: { children: ReactNode }) => {
  const [shown, setShown] = useState<(ShownFile & { onClose: () => void }) | null>(null);
  const open = useCallback<OpenFile>((file, opener) => {
    const list = opener.closest('[role="log"]');
    const onClose = () => {
      setShown(null);
      // After the dialog has let go of it.
      setTimeout(() => giveFocusBack(opener, list, file.about.id), 0);
    };
    setShown({ ...file, onClose });
  }, []);
  const Dialog = shown?.as === 'pdf' ? PdfDialog : PictureDialog;
  return (
    <OpenFileContext value={open}>
      {children}
      {shown !== null && (
        <Suspense fallback={null}>
          <Dialog name={shown.name} about={shown.about} onClose={shown.onClose} />
        </Suspense>
      )}
    </OpenFileContext>
  );
};
