/** Letters that Unicode does not take apart into a base and a mark. */
const PLAIN: Readonly<Record<string, string>> = {
  ł: 'l',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ı: 'i',
};

/**
 * Text as it is compared in a search: without case, accents and surplus spaces. Only the accents of European
 * scripts go; in others, a mark makes another word.
 */
export const foldText = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[łøđðþßæœı]/g, (letter) => PLAIN[letter] ?? letter)
    .replace(/\s+/g, ' ')
    .trim();

const digitsOf = (text: string): string => text.replace(/\D/g, '');

/** The words that a search looks for, folded. */
export const searchWords = (search: string): string[] =>
  foldText(search)
    .split(' ')
    .filter((word) => word !== '');

/**
 * True if every word is a part of the name or the email, or its digits are a part of the phone number's. Spaces
 * and signs in numbers do not count: people write them as they like.
 */
export const matchesSearch = (
  words: readonly string[],
  person: { fullname: string; email: string | null; phone: string | null },
): boolean => {
  const fullname = foldText(person.fullname);
  const email = foldText(person.email ?? '');
  const phone = digitsOf(person.phone ?? '');
  return words.every((word) => {
    if (fullname.includes(word) || email.includes(word)) return true;
    const digits = digitsOf(word);
    return digits !== '' && !/\p{L}/u.test(word) && phone.includes(digits);
  });
};
