import { NativeSelect, Popover, Stack } from '@mantine/core';
import { Settings2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useStore } from 'zustand';
import { canChooseSpeaker, type ChoosableKind, type DeviceChoices } from './device-choices.ts';
import controls from './call-controls.module.css';
import classes from './consultation-page.module.css';

/** Camera, microphone and speaker of the running call. */
export const DeviceMenu = ({ choices }: { choices: DeviceChoices }) => {
  const { t } = useTranslation('consultation');
  const { options, chosen } = useStore(choices.state);
  const [opened, setOpened] = useState(false);
  const kinds: ChoosableKind[] = canChooseSpeaker() ? ['video', 'audio', 'speaker'] : ['video', 'audio'];
  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      withinPortal={false}
      position="top"
      width={300}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <button
          type="button"
          className={controls.control}
          aria-haspopup="dialog"
          onClick={() => setOpened((before) => !before)}
        >
          <span className={controls.circle} aria-hidden>
            <Settings2 size={24} strokeWidth={1.75} />
          </span>
          <span className={controls.name}>{t('deviceMenu.open')}</span>
        </button>
      </Popover.Target>
      <Popover.Dropdown className={classes.dropdown} aria-label={t('deviceMenu.open')}>
        <Stack gap="sm">
          {kinds.map((kind) => {
            const known = options[kind];
            const value = chosen[kind] ?? '';
            const isListed = known.some(({ id }) => id === value);
            return (
              <NativeSelect
                key={kind}
                label={t(`deviceMenu.${kind}`)}
                disabled={known.length === 0}
                value={value}
                onChange={(event) => void choices.choose(kind, event.currentTarget.value)}
              >
                {!isListed && (
                  <option value={value}>
                    {t(
                      kind === 'speaker' || value !== ''
                        ? 'deviceMenu.default'
                        : known.length === 0
                          ? 'deviceMenu.none'
                          : 'deviceMenu.off',
                    )}
                  </option>
                )}
                {known.map(({ id, label }, index) => (
                  <option key={id} value={id}>
                    {label === '' ? t('deviceMenu.unnamed', { number: index + 1 }) : label}
                  </option>
                ))}
              </NativeSelect>
            );
          })}
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
};
