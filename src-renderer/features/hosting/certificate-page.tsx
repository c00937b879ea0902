import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge } from '../../../src-preload/contract.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { Delayed } from '../../ui/delayed.tsx';
import { KeyReplacedCard } from '../clinic-identity/key-replaced-card.tsx';
import { AcmeCard } from './acme-card.tsx';
import { AddressCard } from './address-card.tsx';
import { CertificateCard } from './certificate-card.tsx';
import { CertificateFilesCard } from './certificate-files-card.tsx';
import { useCertificates } from './use-certificates.ts';

const CertificateCards = ({ bridge }: { bridge: AnteroomBridge['certificates'] }) => {
  const { t } = useTranslation(['certificates', 'common']);
  const { state, failed, retry } = useCertificates(bridge);
  if (failed) return <ErrorNotice onRetry={retry}>{t('failed')}</ErrorNotice>;
  if (state === null) {
    return (
      <Delayed>
        <Skeleton height={180} radius="lg" role="status" aria-label={t('common:loading')} />
      </Delayed>
    );
  }
  return (
    <>
      {state.keyReplacedAt !== null && <KeyReplacedCard bridge={bridge} replacedAt={state.keyReplacedAt} />}
      <AddressCard bridge={bridge} address={state.address} />
      <CertificateCard bridge={bridge} state={state} />
      <AcmeCard bridge={bridge} acme={state.acme} />
      <CertificateFilesCard bridge={bridge} />
    </>
  );
};

/** How patients reach the clinic on this computer, and whether their browsers trust it. */
export const CertificatePage = () => {
  const { platform } = useServices();
  return platform.desktop === null ? null : <CertificateCards bridge={platform.desktop.certificates} />;
};
