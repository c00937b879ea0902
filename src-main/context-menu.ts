import type { ElectronParts } from './electron-parts.ts';
import type { MenuTexts } from './texts/menu.ts';

/** The menu of a text field: corrections of a misspelt word, and the clipboard. Elsewhere: what is selected, copied. */

type Item = Electron.MenuItemConstructorOptions;
type Params = Pick<
  Electron.ContextMenuParams,
  | 'isEditable'
  | 'selectionText'
  | 'misspelledWord'
  | 'dictionarySuggestions'
  | 'editFlags'
  | 'formControlType'
>;

const MAX_SUGGESTIONS = 5;

/** What it offers there; empty: nothing. */
export const contextMenuTemplate = (
  { isEditable, selectionText, misspelledWord, dictionarySuggestions, editFlags, formControlType }: Params,
  { edit, spelling }: MenuTexts,
  actions: { replace: (word: string) => void; learn: (word: string) => void },
): Item[] => {
  const isPassword = formControlType === 'input-password';
  const copy: Item = { role: 'copy', label: edit.copy, enabled: editFlags.canCopy && !isPassword };
  if (!isEditable) return selectionText.trim() === '' ? [] : [copy];
  const corrections = dictionarySuggestions.slice(0, MAX_SUGGESTIONS);
  const correct: Item[] =
    misspelledWord === '' || isPassword
      ? []
      : [
          ...corrections.map((word): Item => ({ label: word, click: () => actions.replace(word) })),
          ...(corrections.length === 0 ? [{ label: spelling.none, enabled: false }] : []),
          { label: spelling.learn, click: () => actions.learn(misspelledWord) },
          { type: 'separator' },
        ];
  return [
    ...correct,
    { role: 'cut', label: edit.cut, enabled: editFlags.canCut && !isPassword },
    copy,
    { role: 'paste', label: edit.paste, enabled: editFlags.canPaste },
    { role: 'selectAll', label: edit.selectAll, enabled: editFlags.canSelectAll },
  ];
};

/** Gives it to every window that is opened from now on. */
export const serveContextMenus = ({
  electron: { app, Menu },
  texts,
}: {
  electron: Pick<ElectronParts, 'app' | 'Menu'>;
  texts: () => MenuTexts;
}): void => {
  app.on('browser-window-created', (_event, window) => {
    const { webContents } = window;
    webContents.on('context-menu', (_menu, params) => {
      const template = contextMenuTemplate(params, texts(), {
        replace: (word) => webContents.replaceMisspelling(word),
        learn: (word) => webContents.session.addWordToSpellCheckerDictionary(word),
      });
      if (template.length > 0) Menu.buildFromTemplate(template).popup({ window });
    });
  });
};
