import { NativeSelect, Popover, Stack } from '@mantine/core';
import { Settings2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CHOICE_KINDS } from '../device-test/device-choices.ts';
import { trackOf, type LocalMedia, type LocalMediaState } from '../device-test/local-media.ts';
import controls from './call-controls.module.css';
import classes from './consultation-page.module.css';

const deviceIdOf = (track: MediaStreamTrack | null): string | null => track?.getSettings().deviceId ?? null;

/** Whether a page may choose where the sound goes. */
const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;

/** Camera, microphone and speaker of the running call. */
export const DeviceMenu = ({ media, devices }: { media: LocalMedia; devices: LocalMediaState }) => {
  const { t } = useTranslation('consultation');
  const [opened, setOpened] = useState(false);
  const kinds = CHOICE_KINDS.filter((kind) => kind !== 'speaker' || canChooseSpeaker());
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
            const known = devices.available[kind];
            // What is in use now, whoever chose it.
            const inUse = kind === 'speaker' ? devices.chosen.speaker : deviceIdOf(trackOf(devices, kind));
            const value = inUse ?? '';
            const isListed = known.some(({ deviceId }) => deviceId === value);
            return (
              <NativeSelect
                key={kind}
                label={t(`deviceMenu.${kind}`)}
                disabled={known.length === 0}
                value={value}
                onChange={(event) =>
                  void media.choose(kind, event.currentTarget.value === '' ? null : event.currentTarget.value)
                }
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
                {known.map(({ deviceId, label }) => (
                  <option key={deviceId} value={deviceId}>
                    {label}
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
