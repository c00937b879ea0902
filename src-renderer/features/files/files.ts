import type { Services } from '../../create-services.ts';
import { createFileContents, type FileContents } from './contents.ts';
import { createPickedFiles, type PickedFiles } from './picked-files.ts';
import { createUploads, type Uploads } from './uploads.ts';

/** Files of conversations: those that wait to be sent, those on their way, and what is shown of the others. */
export type Files = {
  readonly picked: PickedFiles;
  readonly uploads: Uploads;
  readonly contents: FileContents;
  clear(): void;
};

export const createFiles = ({
  rest,
  letters,
  socket,
  storage,
}: Pick<Services, 'rest' | 'letters' | 'socket' | 'storage'>): Files => {
  const picked = createPickedFiles();
  const uploads = createUploads({ rest, letters });
  const contents = createFileContents({ rest });
  socket.onOnline(() => uploads.flush());
  storage.subscribe(({ writable }, before) => {
    if (writable && !before.writable) uploads.flush();
  });
  return {
    picked,
    uploads,
    contents,
    clear() {
      picked.clear();
      uploads.clear();
      contents.clear();
    },
  };
};
