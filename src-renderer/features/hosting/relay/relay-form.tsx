import { ActionIcon, Button, Group, PasswordInput, Text, TextInput } from '@mantine/core';
import { Plus, Trash2 } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  LONGEST_RELAY_ADDRESS,
  LONGEST_RELAY_SECRET,
  type AnteroomBridge,
  type RelayState,
} from '../../../../src-preload/contract.ts';
import { ErrorNotice } from '../../../shell/error-notice.tsx';
import { useAnnounce } from '../../../ui/announcer.tsx';
import { FieldsForm } from '../../../ui/fields-form.tsx';
import { useFields } from '../../../ui/use-fields.ts';
import classes from '../../settings/settings-page.module.css';
import own from './relay.module.css';
import { useAddressLines, type AddressLines } from './use-address-lines.ts';

/** The addresses, one a line, each with what is wrong with it. */
const AddressFields = ({ lines: { lines, isFull, type, add, remove } }: { lines: AddressLines }) => {
  const { t } = useTranslation('relay');
  const announce = useAnnounce();
  const hintId = useId();
  const fields = useRef<HTMLFieldSetElement>(null);
  /** The line that was asked for just now: whoever added it wants to type there. */
  const [added, setAdded] = useState<number | null>(null);
  useEffect(() => {
    if (added !== null) fields.current?.querySelector<HTMLElement>(`[data-line="${added}"]`)?.focus();
  }, [added]);
  return (
    <fieldset ref={fields} className={own.addresses} aria-describedby={hintId}>
      <legend>{t('form.addresses')}</legend>
      <Text id={hintId} size="sm" c="dimmed" className={own.hint ?? ''}>
        {t('form.hint')}
      </Text>
      {lines.map(({ id, text, fault }, index) => (
        <div key={id} className={own.line}>
          <TextInput
            className={own.lineField ?? ''}
            aria-label={t('form.address', { number: index + 1 })}
            error={fault === null ? null : t(`fault.${fault}`)}
            aria-invalid={fault !== null}
            value={text}
            maxLength={LONGEST_RELAY_ADDRESS}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            inputMode="url"
            data-line={id}
            onChange={(event) => type(id, event.currentTarget.value)}
            onPaste={(event) => {
              const pasted = event.clipboardData.getData('text');
              if (!/\n/.test(pasted.trim())) return;
              // The field itself would take the ends of lines away.
              event.preventDefault();
              type(id, text + pasted);
            }}
          />
          <ActionIcon
            variant="subtle"
            size="lg"
            aria-label={t('form.remove', { number: index + 1 })}
            title={t('form.remove', { number: index + 1 })}
            onClick={() => {
              remove(id);
              announce(t('form.removed', { number: index + 1 }));
              fields.current?.querySelector<HTMLElement>('button[data-add]')?.focus();
            }}
          >
            <Trash2 size={18} strokeWidth={1.75} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Group>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<Plus size={16} strokeWidth={1.75} aria-hidden />}
          disabled={isFull}
          data-add
          onClick={() => setAdded(add())}
        >
          {t('form.add')}
        </Button>
      </Group>
    </fieldset>
  );
};

/** What whoever runs the relay told the doctor: its addresses, and the secret that it shares with the clinic. */
export const RelayForm = ({
  bridge,
  saved,
  onSaved,
}: {
  bridge: AnteroomBridge['relay'];
  saved: RelayState;
  onSaved: (state: RelayState) => void;
}) => {
  const { t } = useTranslation(['relay', 'common']);
  const announce = useAnnounce();
  const titleId = useId();
  const lines = useAddressLines(saved.addresses);
  const fields = useFields({ secret: '' });
  const [problem, setProblem] = useState(false);

  const save = async () => {
    setProblem(false);
    const { secret } = fields.values;
    try {
      const outcome = await bridge.save({ addresses: lines.texts(), secret: secret === '' ? null : secret });
      if (outcome.status === 'refused') {
        lines.fail(outcome.addresses);
        if (outcome.secret !== null) fields.fail({ secret: t(`secretFault.${outcome.secret}`) });
        return;
      }
      announce(t('form.saved'));
      onSaved(outcome.state);
    } catch {
      setProblem(true);
    }
  };

  return (
    <section className={classes.card} aria-labelledby={titleId}>
      <h2 className={classes.title} id={titleId}>
        {t('form.title')}
      </h2>
      <FieldsForm onSubmit={(form) => fields.submit(form, save)}>
        <div className={own.form}>
          <AddressFields lines={lines} />
          <PasswordInput
            className={own.secret ?? ''}
            label={t('form.secret')}
            description={t(saved.secret === 'kept' ? 'form.secretKept' : 'form.secretHint')}
            maxLength={LONGEST_RELAY_SECRET}
            autoComplete="new-password"
            spellCheck={false}
            visibilityToggleButtonProps={{ 'aria-label': t('common:showTyped') }}
            {...fields.input('secret')}
          />
          {problem && <ErrorNotice>{t('unsaved')}</ErrorNotice>}
          <Group>
            <Button type="submit" loading={fields.busy}>
              {t('form.save')}
            </Button>
          </Group>
        </div>
      </FieldsForm>
    </section>
  );
};
