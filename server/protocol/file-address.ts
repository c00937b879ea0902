/** Without zod: the store's thread reads it, too. */

const FILES_ADDRESS = '/api/files/';

/** Where a file is, as a message's `fileUrl` says it. */
export const fileUrlOf = (fileId: string): string => FILES_ADDRESS + fileId;

/** The file of this clinic that an address means, whether or not there is one; null for any other address. */
export const fileIdIn = (fileUrl: string): string | null =>
  fileUrl.startsWith(FILES_ADDRESS) ? fileUrl.slice(FILES_ADDRESS.length) : null;
