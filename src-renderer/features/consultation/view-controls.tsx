import { Tooltip } from '@mantine/core';
import { Maximize, Minimize, PictureInPicture2, Shrink, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useShortcuts } from './use-shortcuts.ts';
import type { ViewMode, ViewModes } from './use-view-modes.ts';
import classes from './consultation-page.module.css';

const ViewButton = ({
  mode,
  name,
  letter,
  Icon,
}: {
  mode: ViewMode;
  name: string;
  letter: string;
  Icon: LucideIcon;
}) => {
  const { t } = useTranslation('consultation');
  return (
    <Tooltip
      withinPortal={false}
      position="bottom-end"
      label={t('controls.withShortcut', { name, shortcut: `Alt+${letter}` })}
    >
      <button
        type="button"
        className={classes.viewButton}
        aria-label={name}
        aria-pressed={mode.active}
        aria-keyshortcuts={`Alt+${letter}`}
        onClick={mode.toggle}
      >
        <Icon size={20} strokeWidth={1.75} aria-hidden />
      </button>
    </Tooltip>
  );
};

/** How the call is shown: in a small window above the others, or on the whole screen. */
export const ViewControls = ({ modes }: { modes: ViewModes }) => {
  const { t } = useTranslation('consultation');
  const { fullScreen, mini = null } = modes;
  const pictureInPicture = mini === null ? modes.pictureInPicture : null;
  useShortcuts({
    ...(fullScreen === null ? {} : { F: fullScreen.toggle }),
    ...(mini === null ? {} : { P: mini.toggle }),
    ...(pictureInPicture === null ? {} : { P: pictureInPicture.toggle }),
  });
  return (
    <>
      {mini !== null && <ViewButton mode={mini} name={t('view.mini')} letter="P" Icon={Shrink} />}
      {pictureInPicture !== null && (
        <ViewButton
          mode={pictureInPicture}
          name={t('view.pictureInPicture')}
          letter="P"
          Icon={PictureInPicture2}
        />
      )}
      {fullScreen !== null && (
        <ViewButton
          mode={fullScreen}
          name={t('view.fullScreen')}
          letter="F"
          Icon={fullScreen.active ? Minimize : Maximize}
        />
      )}
    </>
  );
};
