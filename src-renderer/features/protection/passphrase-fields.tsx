import { PasswordInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { LONGEST_PASSPHRASE, SHORTEST_PASSPHRASE } from '../../../src-preload/contract.ts';
import type { Fields } from '../../ui/use-fields.ts';

/** Says what is wrong with a passphrase that a person chooses; null if nothing is. */
export const useWrongPassphrase = (): ((passphrase: string) => string | null) => {
  const { t } = useTranslation('protection');
  return (passphrase) => {
    if (passphrase.length < SHORTEST_PASSPHRASE) return t('passphrase.short');
    return passphrase.length > LONGEST_PASSPHRASE ? t('passphrase.long') : null;
  };
};

/** A new passphrase, twice: nobody can tell it again. */
export const NewPassphraseFields = ({
  fields,
  label,
}: {
  fields: Fields<'next' | 'again'>;
  label: string;
}) => {
  const { t } = useTranslation(['protection', 'common']);
  const toggle = { 'aria-label': t('common:showTyped') };
  return (
    <>
      <PasswordInput
        label={label}
        description={t('passphrase.hint')}
        autoComplete="new-password"
        visibilityToggleButtonProps={toggle}
        {...fields.input('next')}
      />
      <PasswordInput
        label={t('passphrase.again')}
        autoComplete="new-password"
        visibilityToggleButtonProps={toggle}
        {...fields.input('again')}
      />
    </>
  );
};
