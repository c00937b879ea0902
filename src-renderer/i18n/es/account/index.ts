import { toNamespaces, type Texts } from '../../namespace.ts';

/** Every namespace of this folder: a new file needs no line here. */
export const texts = toNamespaces(import.meta.glob<Texts>('./*.json', { eager: true, import: 'default' }));
