import { Menu } from '@mantine/core';
import { ChevronUp, DoorOpen, Pause, PhoneOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import classes from './call-controls.module.css';
import page from './consultation-page.module.css';

/** The doctor's choice beside "End call": to end the visit, to let the patient wait again, or to leave for a while. */
export const EndMenu = ({
  onEnd,
  onHold,
  onLeave,
}: {
  onEnd: () => void;
  onHold: () => void;
  onLeave: () => void;
}) => {
  const { t } = useTranslation('consultation');
  const choices = [
    { what: 'end', Icon: PhoneOff, onChoose: onEnd },
    { what: 'hold', Icon: Pause, onChoose: onHold },
    { what: 'leave', Icon: DoorOpen, onChoose: onLeave },
  ] as const;
  return (
    <Menu withinPortal={false} position="top-end" shadow="md" width={300}>
      <Menu.Target>
        <button type="button" className={classes.more} aria-label={t('endMenu.open')}>
          <ChevronUp size={20} strokeWidth={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={page.dropdown}>
        {choices.map(({ what, Icon, onChoose }) => (
          <Menu.Item
            key={what}
            leftSection={<Icon size={18} strokeWidth={1.75} aria-hidden />}
            onClick={onChoose}
          >
            {t(`endMenu.${what}`)}
            <span className={classes.hint}>{t(`endMenu.${what}Hint`)}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
};
