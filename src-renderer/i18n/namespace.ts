/** Texts as a language file holds them. */
export type Texts = { readonly [key: string]: string | Texts };

/** `./device-test.json` holds the namespace `deviceTest`. */
export const namespaceOf = (file: string): string => {
  const name = file.slice(file.lastIndexOf('/') + 1).replace(/\.json$/, '');
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
};

/** Joins the files of a language's folder to its namespaces. */
export const toNamespaces = (files: Readonly<Record<string, Texts>>): Readonly<Record<string, Texts>> =>
  Object.fromEntries(Object.entries(files).map(([file, texts]) => [namespaceOf(file), texts]));
