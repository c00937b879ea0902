import { Button, Code, Group, Text } from '@mantine/core';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnteroomBridge, CertificatesState } from '../../../src-preload/contract.ts';
import { useFormat } from '../../i18n/format.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import classes from '../settings/settings-page.module.css';
import own from './certificate.module.css';

/** What patients in a browser meet, in words that say what to do. */
const meaningOf = ({ named, address }: CertificatesState) => {
  if (named === null) return 'certificate.ownWarning' as const;
  if (named.keyLost) return 'clinicIdentity:certificate.keyLost' as const;
  if (named.expired) return 'certificate.expired' as const;
  if (!named.trusted) return 'certificate.untrusted' as const;
  return address.browsersTrust ? ('certificate.trusted' as const) : ('certificate.elsewhere' as const);
};

/** The certificate that the clinic shows, and what that means for patients. */
export const CertificateCard = ({
  bridge,
  state,
}: {
  bridge: AnteroomBridge['certificates'];
  state: CertificatesState;
}) => {
  const { t } = useTranslation(['certificates', 'clinicIdentity']);
  const format = useFormat();
  const announce = useAnnounce();
  const titleId = useId();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const { named, kind, pin } = state;
  const meaning = meaningOf(state);
  const isGood = meaning === 'certificate.trusted';
  const expiresAt = named?.expiresAt ?? state.ownExpiresAt;
  const Shield = isGood ? ShieldCheck : ShieldAlert;

  const goBack = async () => {
    setBusy(true);
    setFailed(false);
    try {
      await bridge.useOwn();
      announce(t('certificate.useOwnDone'));
    } catch {
      setFailed(true);
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {t('certificate.title')}
      </h2>
      <div className={own.state} role="status">
        <Shield
          size={24}
          strokeWidth={1.75}
          aria-hidden
          className={(isGood ? own.good : own.warning) ?? ''}
        />
        <div>
          <Text>
            {named === null
              ? t('certificate.own')
              : t('certificate.named', { names: format.list(named.names) })}
          </Text>
          <Text fw={600} mt={4}>
            {t(meaning)}
          </Text>
          {expiresAt !== null && named?.expired !== true && (
            <Text size="sm" c="dimmed" mt={4}>
              {t(kind === 'files' ? 'certificate.until' : 'certificate.renewed', {
                date: format.calendarDate(expiresAt.slice(0, 10)),
              })}
            </Text>
          )}
        </div>
      </div>
      {pin !== null && (
        <div>
          <Text size="sm" fw={600}>
            {t('certificate.keyName')}
          </Text>
          <Code className={own.code ?? ''}>{pin}</Code>
          <Text size="sm" c="dimmed">
            {t('certificate.keyHint')}
          </Text>
        </div>
      )}
      {failed && <ErrorNotice>{t('unsaved')}</ErrorNotice>}
      {named !== null && (
        <Group>
          <Button variant="default" loading={busy} onClick={() => void goBack()}>
            {t('certificate.useOwn')}
          </Button>
        </Group>
      )}
    </section>
  );
};
