import { Alert, Button, Code, Group, List, Text, TextInput } from '@mantine/core';
import { TriangleAlert } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  portSchema,
  publicHostSchema,
  USUAL_PORT,
  type AnteroomBridge,
  type CertificatesState,
} from '../../../src-preload/contract.ts';
import { ErrorNotice } from '../../shell/error-notice.tsx';
import { FieldsForm } from '../../ui/fields-form.tsx';
import { useFields } from '../../ui/use-fields.ts';
import classes from '../settings/settings-page.module.css';
import own from './certificate.module.css';
import { portOf } from './port-of.ts';

type Address = CertificatesState['address'];

const Warning = ({ children }: { children: string }) => (
  <Alert color="orange" variant="light" icon={<TriangleAlert size={20} strokeWidth={1.75} aria-hidden />}>
    <Text c="var(--mantine-color-text)">{children}</Text>
  </Alert>
);

/** Null for an empty field, undefined for a wrong one. */
const valueOf = <T,>(
  text: string,
  schema: { safeParse(value: unknown): { data?: T | undefined } },
  read: (text: string) => unknown,
) => (text.trim() === '' ? null : schema.safeParse(read(text.trim())).data);

/** As addresses of pages have it: an address of IPv6 in brackets, letters such as ü in ASCII, no dot at the end. */
const asHost = (text: string): string => {
  const host = text.replace(/\.$/, '').replace(/^[\da-f]*:[\da-f]*:[\da-f:.]*$/i, '[$&]');
  const isOtherwiseWritten = host.startsWith('[') || /^(?=.*[^ -~])[^\s/?#@%:\\]+$/.test(host);
  const url = `https://${host}`;
  return isOtherwiseWritten && URL.canParse(url) ? new URL(url).host : host;
};

const AddressForm = ({
  bridge,
  address,
  onSaved,
}: {
  bridge: AnteroomBridge['certificates'];
  address: Address;
  onSaved: (saved: boolean) => void;
}) => {
  const { t } = useTranslation('certificates');
  const [problem, setProblem] = useState(false);
  const fields = useFields({
    host: address.publicHost ?? '',
    port: address.publicPort === null ? '' : String(address.publicPort),
  });

  const save = async () => {
    setProblem(false);
    onSaved(false);
    const host = valueOf(fields.values.host, publicHostSchema, asHost);
    const port = valueOf(fields.values.port, portSchema, Number);
    if (host === undefined || port === undefined) {
      fields.fail({
        ...(host === undefined && { host: t('address.hostWrong') }),
        ...(port === undefined && { port: t('address.portWrong') }),
      });
      return;
    }
    try {
      await bridge.setAddress({ host, port });
      onSaved(true);
    } catch {
      setProblem(true);
    }
  };

  return (
    <FieldsForm onSubmit={(form) => fields.submit(form, save)}>
      <div className={own.fields}>
        <TextInput
          className={own.wide ?? ''}
          label={t('address.host')}
          description={t('address.hostHint')}
          autoComplete="off"
          spellCheck={false}
          inputMode="url"
          {...fields.input('host')}
        />
        <TextInput
          label={t('address.port')}
          description={t('address.portHint')}
          autoComplete="off"
          inputMode="numeric"
          {...fields.input('port')}
        />
        {problem && (
          <div className={own.wide}>
            <ErrorNotice>{t('unsaved')}</ErrorNotice>
          </div>
        )}
        <Group className={own.wide ?? ''}>
          <Button type="submit" variant="default" loading={fields.busy}>
            {t('address.save')}
          </Button>
        </Group>
      </div>
    </FieldsForm>
  );
};

/** The address in invitations: what it is, what is wrong with it, and how to set another. */
export const AddressCard = ({
  bridge,
  address,
}: {
  bridge: AnteroomBridge['certificates'];
  address: Address;
}) => {
  const { t } = useTranslation('certificates');
  const titleId = useId();
  // The form begins anew with what was saved, and must not take these words with it.
  const [saved, setSaved] = useState(false);
  const { publicUrl, previousPort, port } = address;
  const others = address.local.filter((url) => url !== publicUrl);
  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {t('address.title')}
      </h2>
      {publicUrl === null ? (
        <Text>{t('address.none')}</Text>
      ) : (
        <Text className={own.url ?? ''} role="status">
          {publicUrl}
        </Text>
      )}
      {publicUrl !== null && address.local.length === 0 && <Warning>{t('address.offline')}</Warning>}
      {previousPort !== null && port !== null && (
        <Warning>
          {publicUrl === null || portOf(publicUrl) === String(port)
            ? t('address.portChanged', { previous: String(previousPort), port: String(port) })
            : t('address.portChangedRouter', {
                previous: String(previousPort),
                port: String(port),
                public: portOf(publicUrl),
              })}
        </Warning>
      )}
      {previousPort === null && port !== null && port !== USUAL_PORT && (
        <Text size="sm" c="dimmed">
          {t('address.portTaken', { usual: String(USUAL_PORT), port: String(port) })}
        </Text>
      )}
      {others.length > 0 && (
        <div>
          <Text size="sm" c="dimmed">
            {t('address.local')}
          </Text>
          <List size="sm" listStyleType="none">
            {others.map((url) => (
              <List.Item key={url}>
                <Code className={own.code ?? ''}>{url}</Code>
              </List.Item>
            ))}
          </List>
        </div>
      )}
      <AddressForm
        key={`${address.publicHost} ${address.publicPort}`}
        bridge={bridge}
        address={address}
        onSaved={setSaved}
      />
      <Text size="sm" role="status">
        {saved && t('address.saved')}
      </Text>
    </section>
  );
};
