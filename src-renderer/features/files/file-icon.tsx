import { FileAudio, FileImage, FileText, FileX } from 'lucide-react';
import type { FileKind } from './file-kinds.ts';

const ICONS = { picture: FileImage, pdf: FileText, document: FileText, sound: FileAudio } as const;

/** @param kind null for one that cannot be sent, or is not there */
export const FileIcon = ({ kind }: { kind: FileKind | null }) => {
  const Icon = kind === null ? FileX : ICONS[kind];
  return <Icon size={24} strokeWidth={1.75} aria-hidden />;
};
