import { useState } from 'react';
import type { MessageFile } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { saveBlob } from '../../ui/save-file.ts';
import { useFiles } from './use-files.ts';

/** Saves a file on this computer: loaded with the token of the session, which is in no address. */
export const useSave = (
  name: string,
  about: MessageFile,
): { save: () => void; isLoading: boolean; problem: ApiErrorCode | null } => {
  const { contents } = useFiles();
  const [isLoading, setLoading] = useState(false);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const save = async () => {
    setLoading(true);
    setProblem(null);
    try {
      saveBlob(name, await contents.whole(about.id, about.type));
    } catch (error) {
      setProblem(codeOf(error));
    }
    setLoading(false);
  };
  return { save: () => void save(), isLoading, problem };
};
