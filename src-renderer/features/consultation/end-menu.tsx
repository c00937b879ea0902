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
  return (
    <Menu withinPortal={false} position="top-end" shadow="md" width={300}>
      <Menu.Target>
        <button type="button" className={classes.more} aria-label={t('endMenu.open')}>
          <ChevronUp size={20} strokeWidth={1.75} aria-hidden />
        </button>
      </Menu.Target>
      <Menu.Dropdown className={page.dropdown}>
        <Menu.Item leftSection={<PhoneOff size={18} strokeWidth={1.75} aria-hidden />} onClick={onEnd}>
          {t('endMenu.end')}
        </Menu.Item>
        <Menu.Item leftSection={<Pause size={18} strokeWidth={1.75} aria-hidden />} onClick={onHold}>
          {t('endMenu.hold')}
        </Menu.Item>
        <Menu.Item leftSection={<DoorOpen size={18} strokeWidth={1.75} aria-hidden />} onClick={onLeave}>
          {t('endMenu.leave')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
};
