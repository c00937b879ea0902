import { Badge, Button, Group, Text } from '@mantine/core';
import { Ban, KeyRound, Pencil, RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { DoctorSummary } from '../../../../server/protocol/index.ts';
import { useFormat } from '../../../i18n/format.ts';
import { useSignedIn } from '../../../services.tsx';
import classes from './doctors-settings.module.css';

const useAccountState = ({ hasAccount, passwordLink }: DoctorSummary): string => {
  const { t } = useTranslation('doctors');
  const format = useFormat();
  if (hasAccount === true) return t('state.active');
  if (passwordLink === null || passwordLink === undefined) return t('state.expired');
  return t('state.invited', { until: format.dayAndTime(passwordLink.expiresAt) });
};

/** One doctor, with what an admin may do. Nobody can lock oneself out. */
export const DoctorItem = ({
  doctor,
  onEdit,
  onLink,
  onDisable,
  onEnable,
}: {
  doctor: DoctorSummary;
  onEdit: () => void;
  onLink: () => void;
  onDisable: () => void;
  onEnable: () => void;
}) => {
  const { t } = useTranslation('doctors');
  const { user } = useSignedIn();
  const state = useAccountState(doctor);
  const isSelf = doctor.id === user.id;
  const isDisabled = typeof doctor.disabledAt === 'string';
  const name = doctor.fullname;
  return (
    <li className={classes.item}>
      <div className={classes.person}>
        <Group gap="xs">
          <Text fw={600} {...(isDisabled && { c: 'dimmed' })}>
            {name}
          </Text>
          {isSelf && (
            <Badge variant="default" tt="none">
              {t('you')}
            </Badge>
          )}
          {doctor.isAdmin === true && (
            <Badge variant="light" tt="none" c="var(--mantine-color-text)">
              {t('admin')}
            </Badge>
          )}
          {isDisabled && (
            <Badge variant="light" color="red" tt="none" c="var(--mantine-color-text)">
              {t('disabled')}
            </Badge>
          )}
        </Group>
        <Text c="dimmed" size="sm">
          {doctor.email}
        </Text>
        {!isDisabled && (
          <Text c="dimmed" size="sm">
            {state}
          </Text>
        )}
      </div>
      <Group gap="xs" className={classes.actions ?? ''}>
        <Button
          variant="default"
          size="xs"
          aria-label={t('editNamed', { name })}
          leftSection={<Pencil size={16} strokeWidth={1.75} aria-hidden />}
          onClick={onEdit}
        >
          {t('edit')}
        </Button>
        {!isSelf && !isDisabled && (
          <>
            <Button
              variant="default"
              size="xs"
              aria-label={t('linkNamed', { name })}
              leftSection={<KeyRound size={16} strokeWidth={1.75} aria-hidden />}
              onClick={onLink}
            >
              {t('link')}
            </Button>
            <Button
              variant="default"
              size="xs"
              aria-label={t('disableNamed', { name })}
              leftSection={<Ban size={16} strokeWidth={1.75} aria-hidden />}
              onClick={onDisable}
            >
              {t('disable')}
            </Button>
          </>
        )}
        {isDisabled && (
          <Button
            variant="default"
            size="xs"
            aria-label={t('enableNamed', { name })}
            leftSection={<RotateCcw size={16} strokeWidth={1.75} aria-hidden />}
            onClick={onEnable}
          >
            {t('enable')}
          </Button>
        )}
      </Group>
    </li>
  );
};
