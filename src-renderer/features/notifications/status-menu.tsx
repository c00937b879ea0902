import { Menu } from '@mantine/core';
import { ChevronDown } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { CHOSEN_STATUSES } from '../../../server/protocol/index.ts';
import { useClinic, useConnection, useServices, useSignedIn } from '../../services.tsx';
import { initialsOf } from '../../ui/initials.ts';
import type { CornerPlace } from './account-parts.tsx';
import { ownStatusOf, type ChosenStatus } from './own-status.ts';
import classes from './notifications.module.css';

/** As others see it; `offline`: nobody can be told anything now. */
const Dot = ({ status }: { status: ChosenStatus | 'offline' }) => (
  <span className={classes.dot} data-status={status} aria-hidden />
);

/** How one appears to others: shown, and chosen. */
export const StatusMenu = ({ place }: { place: CornerPlace }) => {
  const { t } = useTranslation('notices');
  const status = ownStatusOf(useServices());
  const { user } = useSignedIn();
  const { status: connection } = useConnection();
  const showsDoctors = useClinic()?.shows.presence ?? true;
  const { chosen, pending } = useStore(status.state);
  const now = chosen ?? 'available';
  return (
    <Menu position={place === 'side' ? 'right-end' : 'bottom-end'} width={260} shadow="md" withinPortal>
      <Menu.Target>
        <button
          type="button"
          className={place === 'side' ? classes.row : classes.sign}
          title={place === 'bar' ? `${user.fullname}: ${t(`status.${now}`)}` : undefined}
        >
          <span className="visually-hidden">
            {`${user.fullname}. ${t('status.label', { status: t(`status.${now}`) })}`}
          </span>
          <span className={classes.self} aria-hidden>
            {initialsOf(user.fullname)}
            <Dot status={connection === 'online' ? now : 'offline'} />
          </span>
          {place === 'side' && (
            <>
              <span className={classes.person} title={user.fullname} aria-hidden>
                {user.fullname}
              </span>
              <ChevronDown size={16} strokeWidth={1.75} aria-hidden />
            </>
          )}
        </button>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('status.title')}>
        <Menu.Label>{user.fullname}</Menu.Label>
        <Menu.RadioGroup value={now}>
          {CHOSEN_STATUSES.map((choice) => (
            <Menu.RadioItem
              key={choice}
              value={choice}
              closeMenuOnClick
              rightSection={<Dot status={choice} />}
              onChange={() => status.choose(choice)}
            >
              {t(`status.${choice}`)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
        <Menu.Label className={classes.menuNote}>
          {pending && connection !== 'online'
            ? t('status.waiting')
            : user.role === 'doctor' && !showsDoctors
              ? t('status.hidden')
              : `${t(`status.who.${user.role}`)} ${t('status.auto')}`}
        </Menu.Label>
      </Menu.Dropdown>
    </Menu>
  );
};
