import { useCallback, useState } from 'react';
import type { PasswordLink } from '../../../server/protocol/index.ts';
import { codeOf, type ApiErrorCode } from '../../api/api-error.ts';
import { useServices } from '../../services.tsx';

/** Makes password links of one account, one at a time. */
export const usePasswordLink = (accountId: string) => {
  const { rest } = useServices();
  const [link, setLink] = useState<PasswordLink | null>(null);
  const [problem, setProblem] = useState<ApiErrorCode | null>(null);
  const [busy, setBusy] = useState(false);

  const create = useCallback(async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      const { data } = await rest.call('createPasswordLink', { params: { accountId }, body: {} });
      setLink(data);
    } catch (error) {
      setProblem(codeOf(error));
    } finally {
      setBusy(false);
    }
  }, [rest, accountId]);

  return { link, problem, busy, create };
};
