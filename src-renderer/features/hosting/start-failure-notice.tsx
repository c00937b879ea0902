import { Anchor, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import type { StartFailure } from '../../../server/protocol/start-failure.ts';
import type { HostedServerState } from '../../../src-preload/contract.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { TechnicalDetail } from '../../shell/technical-detail.tsx';

/** Pages that mend something: the first one asks for the recovery key as long as nothing else opens the clinic. */
const WAYS = { recovery: '/', key: '/', updates: '/computer', panel: '/hosting' } as const;

const WAY_OF: Partial<Record<StartFailure, keyof typeof WAYS>> = {
  wrong_key: 'recovery',
  key_missing: 'recovery',
  secrets_unreadable: 'recovery',
  tls_key_unreadable: 'key',
  newer_version: 'updates',
};

/** Why the clinic of this computer does not start, what to do about it, and the page where that is done. */
export const StartFailureNotice = ({
  failure: { code, cause },
}: {
  failure: Extract<HostedServerState, { status: 'failed' }>;
}) => {
  const { t } = useTranslation('clinicFailure');
  const { pathname } = useLocation();
  const way = WAY_OF[code] ?? 'panel';
  return (
    <ErrorNotice failure="hosting-failed">
      <Text component="span" display="block" fw={600}>
        {t(`${code}.what`)}
      </Text>
      {t(`${code}.todo`)}
      {WAYS[way] !== pathname && (
        <Anchor component={Link} to={WAYS[way]} display="block" mt={4} c="inherit" underline="always">
          {t(`way.${way}`)}
        </Anchor>
      )}
      <TechnicalDetail>{cause}</TechnicalDetail>
    </ErrorNotice>
  );
};
