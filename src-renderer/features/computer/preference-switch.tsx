import { Switch } from '@mantine/core';
import clinic from '../settings/clinic-settings.module.css';

const CLASSES = { track: clinic.track ?? '' };

/** One thing that is on or off, with what that means. */
export const PreferenceSwitch = ({
  label,
  description,
  checked,
  disabled = false,
  onChange,
}: {
  label: string;
  description: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}) => (
  <Switch
    classNames={CLASSES}
    label={label}
    // Mantine's label has the description in it, which would be read twice.
    aria-label={label}
    description={description}
    checked={checked}
    disabled={disabled}
    onChange={(event) => onChange(event.currentTarget.checked)}
  />
);
