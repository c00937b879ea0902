import { useState } from 'react';
import { FileIcon } from './file-icon.tsx';
import { isDrawn, kindOf, seemingType } from './file-kinds.ts';
import { useObjectUrl } from './use-object-url.ts';
import classes from './files.module.css';

/** A file of this computer, small: as a picture if it is one, by its icon if not. */
export const FilePreview = ({ file }: { file: File }) => {
  const type = seemingType(file);
  const url = useObjectUrl(type !== null && isDrawn(type) ? file : null);
  // By its name it is a picture; what is in it, the browser finds out.
  const [broken, setBroken] = useState<string | null>(null);
  if (url !== null && url !== broken) {
    return <img className={classes.small} src={url} alt="" onError={() => setBroken(url)} />;
  }
  return (
    <span className={classes.small}>
      <FileIcon kind={type === null || url !== null ? null : kindOf(type)} />
    </span>
  );
};
