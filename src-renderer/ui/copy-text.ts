/**
 * Copies what stands in a field; true if that worked. Pages without TLS have no `navigator.clipboard`, there
 * the selected field is copied.
 */
export const copyText = async (field: HTMLInputElement | HTMLTextAreaElement): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(field.value);
    return true;
  } catch {
    field.select();
    // oxlint-disable-next-line typescript/no-deprecated -- nothing else copies without TLS
    return document.execCommand('copy');
  }
};

/** Copies words that stand in no field. */
export const copyWords = async (text: string): Promise<boolean> => {
  const field = document.createElement('textarea');
  field.value = text;
  field.className = 'visually-hidden';
  document.body.append(field);
  const focused = document.activeElement;
  try {
    return await copyText(field);
  } finally {
    field.remove();
    if (focused instanceof HTMLElement) focused.focus();
  }
};
