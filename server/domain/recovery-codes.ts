/** Crockford's base32: no letter that is read as another sign. */
export const RECOVERY_ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** What people typed, with what they confuse mended: spaces, dashes, capitals, O for 0, I and L for 1. */
export const readCode = (typed: string): { digits: string } | { recovery: string } => {
  const compact = typed.replace(/[\s-]/g, '').toLowerCase();
  if (/^\d{6}$/.test(compact)) return { digits: compact };
  return { recovery: compact.replaceAll('o', '0').replaceAll(/[il]/g, '1') };
};
