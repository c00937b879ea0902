import { Button, Checkbox, Group, Loader, Text, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { z } from '../../../server/protocol/zod.ts';
import {
  domainSchema,
  portSchema,
  type AcmeProblem,
  type AnteroomBridge,
  type CertificatesState,
} from '../../../src-preload/contract.ts';
import { useFormat } from '../../i18n/format.ts';
import { useServices } from '../../services.tsx';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { useAnnounce } from '../../ui/announcer.tsx';
import { FieldsForm } from '../../ui/fields-form.tsx';
import { useFields } from '../../ui/use-fields.ts';
import classes from '../settings/settings-page.module.css';
import own from './certificate.module.css';

const CHALLENGE_PORT = 80;
const emailSchema = z.email().max(254);

/** The issuer is asked for its terms when somebody wants to read them, and not before. */
const Terms = ({ bridge }: { bridge: AnteroomBridge['certificates'] }) => {
  const { t } = useTranslation('certificates');
  const { platform } = useServices();
  const [busy, setBusy] = useState(false);
  const [isMissing, setIsMissing] = useState(false);
  const read = async () => {
    setBusy(true);
    setIsMissing(false);
    try {
      const { url } = await bridge.terms();
      if (url === null) setIsMissing(true);
      else await platform.openExternal(url);
    } catch {
      setIsMissing(true);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="subtle" size="compact-sm" loading={busy} onClick={() => void read()}>
        {t('acme.termsLink')}
      </Button>
      <Text size="sm" c="dimmed" role="status">
        {isMissing ? t('acme.termsMissing') : ''}
      </Text>
    </>
  );
};

/** A certificate from an issuer on the internet, for a domain that leads here. */
export const AcmeCard = ({
  bridge,
  acme,
}: {
  bridge: AnteroomBridge['certificates'];
  acme: CertificatesState['acme'];
}) => {
  const { t } = useTranslation('certificates');
  const format = useFormat();
  const announce = useAnnounce();
  const titleId = useId();
  const [agreed, setAgreed] = useState(false);
  const [disagreed, setDisagreed] = useState(false);
  /** Of this attempt; the one of an earlier attempt is in the state. */
  const [problem, setProblem] = useState<AcmeProblem | null>(null);
  const fields = useFields({
    domain: acme?.domain ?? '',
    email: acme?.email ?? '',
    port: String(acme?.port ?? CHALLENGE_PORT),
  });
  const phase = acme?.phase ?? null;
  const shown = fields.busy ? null : (problem ?? acme?.problem ?? null);

  const obtain = async () => {
    setProblem(null);
    const domain = domainSchema.safeParse(fields.values.domain).data;
    const email = emailSchema.safeParse(fields.values.email.trim()).data;
    const port = portSchema.safeParse(Number(fields.values.port)).data;
    setDisagreed(!agreed);
    if (domain === undefined || email === undefined || port === undefined || !agreed) {
      fields.fail({
        ...(domain === undefined && { domain: t('acme.domainWrong') }),
        ...(email === undefined && { email: t('acme.emailWrong') }),
        ...(port === undefined && { port: t('address.portWrong') }),
      });
      return;
    }
    try {
      const outcome = await bridge.obtain({ domain, email, port });
      if (outcome.status === 'done') announce(t('acme.done', { domain }));
      else setProblem(outcome.problem);
    } catch {
      setProblem('failed');
    }
  };

  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {t('acme.title')}
      </h2>
      <Text>{t('acme.text')}</Text>
      {shown !== null && (
        <ErrorNotice>
          {t(`acme.problem.${shown}`)}
          {acme?.nextTryAt != null && (
            <Text component="span" display="block" size="sm" mt={4}>
              {t('acme.nextTry', { when: format.dayAndTime(acme.nextTryAt) })}
            </Text>
          )}
        </ErrorNotice>
      )}
      <FieldsForm onSubmit={(form) => fields.submit(form, obtain)}>
        <div className={own.fields}>
          <TextInput
            label={t('acme.domain')}
            autoComplete="off"
            spellCheck={false}
            inputMode="url"
            {...fields.input('domain')}
          />
          <TextInput
            type="email"
            label={t('acme.email')}
            description={t('acme.emailHint')}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            autoComplete="email"
            {...fields.input('email')}
          />
          <TextInput
            className={own.wide ?? ''}
            label={t('acme.port')}
            description={t('acme.portHint')}
            inputMode="numeric"
            autoComplete="off"
            {...fields.input('port')}
          />
          <Group className={own.wide ?? ''} gap="sm">
            <Checkbox
              label={t('acme.terms')}
              checked={agreed}
              error={disagreed && !agreed ? t('acme.termsWrong') : null}
              aria-invalid={disagreed && !agreed}
              onChange={(event) => setAgreed(event.currentTarget.checked)}
            />
            <Terms bridge={bridge} />
          </Group>
          <Group className={own.wide ?? ''} gap="sm">
            <Button type="submit" variant="default" disabled={fields.busy || phase !== null}>
              {t(shown === null ? 'acme.get' : 'acme.again')}
            </Button>
            <Group gap="xs" role="status">
              {phase !== null && (
                <>
                  <Loader size="xs" aria-hidden />
                  <Text size="sm">{t(`acme.phase.${phase}`)}</Text>
                </>
              )}
            </Group>
          </Group>
        </div>
      </FieldsForm>
    </section>
  );
};
