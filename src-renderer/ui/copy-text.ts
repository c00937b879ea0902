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
