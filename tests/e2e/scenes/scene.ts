import type { Page } from '@playwright/test';
import type { Stage } from './stage.ts';

export const SIZES = {
  wide: { width: 1280, height: 800 },
  narrow: { width: 390, height: 844 },
  /** The small window of a call (src-main/mini-window.ts). */
  mini: { width: 360, height: 300 },
} as const;
export type Size = keyof typeof SIZES;
/** Of a scene that names none. */
export const USUAL_SIZES: readonly Size[] = ['wide', 'narrow'];
export const THEMES = ['light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

/** One screen in one state, as a person may come to see it. */
export type Scene = {
  /** Names its pictures: lower case with hyphens. */
  id: string;
  /** In words, for the list of scenes. */
  title: string;
  /** Patients read it in every language; doctors, and pages that both see, in English. */
  audience: 'patient' | 'doctor' | 'anyone';
  /** Also checked for accessibility at the narrow size. */
  main?: boolean;
  /** Sizes in which it exists; the usual two unless said. */
  sizes?: readonly Size[];
  /** Brings a page into the state. Whatever it opens by the stage is closed after the scene. */
  arrange(stage: Stage): Promise<Page>;
};

/** The scenes of one part of the app; they may share what is expensive (`Stage.shared`). */
export type SceneGroup = {
  name: string;
  /** People call each other in them. */
  calls?: true;
  scenes: readonly Scene[];
};
