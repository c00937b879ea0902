import { useCallback, useEffect, useMemo, useState, type ClipboardEvent, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { useAnnounce } from '../../ui/announcer.tsx';
import type { PickedFile } from './picked-files.ts';
import type { UploadEntry } from './uploads.ts';
import { useFiles } from './use-files.ts';

/** What a conversation needs to send files: picked, dropped, pasted or recorded. */
export type Attaching = {
  /** Those that wait for "Send". */
  picked: readonly PickedFile[];
  /** Those on their way. */
  uploads: readonly UploadEntry[];
  pick(files: readonly File[]): void;
  remove(key: string): void;
  /** Sends what was picked, with these words. False if there is nothing of it that can be sent. */
  send(text: string, replyTo: number | undefined): boolean;
  /** Sends a recording alone. */
  sendNow(file: File): void;
  isRecording: boolean;
  setRecording(isRecording: boolean): void;
  /** Files are held over the conversation. */
  isOver: boolean;
  dropTarget: {
    onDragEnter: (event: DragEvent) => void;
    onDragOver: (event: DragEvent) => void;
    onDragLeave: (event: DragEvent) => void;
    onDrop: (event: DragEvent) => void;
  };
  onPaste: (event: ClipboardEvent) => void;
};

const NONE: readonly PickedFile[] = [];

const hasFiles = ({ dataTransfer }: Pick<DragEvent, 'dataTransfer'>): boolean =>
  [...dataTransfer.types].includes('Files');

export const useAttaching = (otherId: string): Attaching => {
  const { t } = useTranslation('files');
  const announce = useAnnounce();
  const { picked: store, uploads: sender } = useFiles();
  const picked = useStore(store.state, ({ byPerson }) => byPerson[otherId] ?? NONE);
  const entries = useStore(sender.state, (state) => state.entries);
  const uploads = useMemo(() => entries.filter(({ to }) => to === otherId), [entries, otherId]);
  const [isRecording, setRecording] = useState(false);
  const [isOver, setOver] = useState(false);

  // Beside the conversation, a browser would open a dropped file in the place of the page.
  useEffect(() => {
    const keep = (event: globalThis.DragEvent) => {
      if (event.dataTransfer !== null && [...event.dataTransfer.types].includes('Files')) {
        event.preventDefault();
      }
    };
    window.addEventListener('dragover', keep);
    window.addEventListener('drop', keep);
    return () => {
      window.removeEventListener('dragover', keep);
      window.removeEventListener('drop', keep);
    };
  }, []);

  const pick = useCallback(
    (files: readonly File[]) => {
      if (files.length === 0) return;
      store.add(otherId, files);
      announce(t('pickedNow', { count: files.length }));
    },
    [store, otherId, announce, t],
  );

  return {
    picked,
    uploads,
    pick,
    remove: (key) => store.remove(otherId, key),
    send: (text, replyTo) => {
      if (!picked.some(({ problem }) => problem === null)) return false;
      sender.send(otherId, store.take(otherId), text, replyTo);
      return true;
    },
    sendNow: (file) => sender.send(otherId, [file], ''),
    isRecording,
    setRecording,
    isOver,
    dropTarget: {
      onDragEnter: (event) => {
        if (hasFiles(event)) setOver(true);
      },
      onDragOver: (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
      },
      onDragLeave: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
      },
      onDrop: (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        pick([...event.dataTransfer.files]);
      },
    },
    onPaste: (event) => {
      const files = [...event.clipboardData.files];
      if (files.length === 0) return;
      // A picture that is copied from a page has its address with it.
      event.preventDefault();
      pick(files);
    },
  };
};
