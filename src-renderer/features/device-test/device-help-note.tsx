import { useTranslation } from 'react-i18next';
import { useServices } from '../../services.tsx';
import { browserFamily } from './browser-family.ts';
import { helpKey } from './device-help.ts';
import type { TestFailure, TestPart } from './device-test-store.ts';
import { BusyPicture, PlugPicture, RefusedPicture, SystemPicture } from './help-picture.tsx';
import { SystemHelpNote } from './system-help-note.tsx';

/** What helps against one cause: in words, and where it is about clicking somewhere, with a picture of it. */
export const DeviceHelpNote = ({
  part,
  reason,
  pictured = true,
}: {
  part: TestPart;
  reason: TestFailure;
  /** False where the same picture stands above already. */
  pictured?: boolean;
}) => {
  const { t } = useTranslation('deviceTest');
  const { desktop } = useServices().platform;
  const family = browserFamily(navigator.userAgent);
  const isRefused = reason === 'refused' || reason === 'refusedBySystem';
  if (desktop !== null && isRefused && (part === 'camera' || part === 'microphone')) {
    return <SystemHelpNote part={part} desktop={desktop} />;
  }
  const isDevice = pictured && (part === 'camera' || part === 'microphone');
  return (
    <>
      <p>{t(helpKey(part, reason))}</p>
      {isDevice && reason === 'refused' && (
        <>
          {family !== 'iphone' && <RefusedPicture family={family} />}
          <p>{t(`where.${family}`)}</p>
        </>
      )}
      {isDevice && reason === 'refusedBySystem' && <SystemPicture />}
      {isDevice && (reason === 'noDevice' || reason === 'lost') && <PlugPicture />}
      {isDevice && reason === 'busy' && <BusyPicture />}
    </>
  );
};
