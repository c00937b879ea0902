const letters = new Intl.Segmenter();

/** "AO" for "Dr Amara Okafor": the first letters of the first and the last word, without a doctor's title. */
export const initialsOf = (name: string): string => {
  const words = name.replace(/^(Prof\.? )?(Dra?\.? )?/i, '').split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((word) => letters.segment(word ?? '').containing(0)?.segment ?? '')
    .join('')
    .toLocaleUpperCase();
};
