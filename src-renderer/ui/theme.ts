import {
  createTheme,
  defaultVariantColorsResolver,
  type CSSVariablesResolver,
  type MantineColorsTuple,
  type MantineThemeOverride,
  type VariantColorsResolver,
} from '@mantine/core';

/** Greys with a little warmth: paper rather than steel. */
const gray: MantineColorsTuple = [
  '#faf9f7',
  '#f4f2ef',
  '#e9e6e2',
  '#dcd8d3',
  '#cbc6c0',
  '#767069',
  '#625c56',
  '#4a4540',
  '#332f2b',
  '#211e1b',
];

const dark: MantineColorsTuple = [
  '#e3dfda',
  '#c5c0b9',
  '#aba59d',
  '#969088',
  '#47423d',
  '#393531',
  '#2b2825',
  '#1e1c1a',
  '#171513',
  '#100f0e',
];

/** Mantine's own, with a darker filled shade: white words on it keep AA contrast. */
const teal: MantineColorsTuple = [
  '#e6fcf5',
  '#c3fae8',
  '#96f2d7',
  '#63e6be',
  '#38d9a9',
  '#20c997',
  '#12b886',
  '#0ca678',
  '#087f5b',
  '#066649',
];

/**
 * The hints of a field keep AA contrast in both themes, and text in a role's colour is lighter on dark ground:
 * shade 8 is made for filled buttons.
 */
export const cssVariablesResolver: CSSVariablesResolver = (theme) => {
  const accent = theme.colors[theme.primaryColor] ?? theme.colors.blue;
  return {
    variables: {},
    light: {
      '--mantine-color-text': gray[9],
      '--mantine-color-placeholder': gray[5],
      '--mantine-color-dimmed': gray[6],
      '--mantine-color-error': theme.colors.red[9],
      '--app-accent': accent[9],
      '--app-accent-soft': accent[0],
      '--app-surface': '#ffffff',
      '--app-ground': gray[0],
      '--app-border': gray[3],
      '--app-success': '#1c6b2f',
      '--app-warning': '#a8410b',
      '--app-danger': theme.colors.red[9],
      '--app-warning-soft': theme.colors.orange[0],
      '--app-control': '#8f8880',
      '--app-hover': gray[1],
      '--app-bubble': gray[1],
    },
    dark: {
      '--mantine-color-placeholder': dark[3],
      '--mantine-color-dimmed': dark[2],
      '--mantine-color-error': theme.colors.red[4],
      '--app-accent': accent[3],
      '--app-accent-soft': `color-mix(in srgb, ${accent[8]} 26%, ${dark[7]})`,
      '--app-surface': dark[6],
      '--app-ground': dark[7],
      '--app-border': dark[4],
      '--app-success': theme.colors.green[4],
      '--app-warning': theme.colors.orange[4],
      '--app-danger': theme.colors.red[4],
      '--app-warning-soft': '#3a2a1c',
      '--app-control': '#7d776f',
      // Mantine's own fill half the screen with a strong colour.
      '--mantine-color-orange-light': '#3a2a1c',
      '--mantine-color-red-light': '#3d2322',
      '--mantine-color-green-light': '#1f3123',
      '--app-hover': dark[5],
      '--app-bubble': dark[5],
    },
  };
};

/** "light" and "subtle" buttons take the accent of the theme, which has contrast on either ground. */
const variantColorResolver: VariantColorsResolver = (input) => {
  const colors = defaultVariantColorsResolver(input);
  const isPrimary = input.color === undefined || input.color === input.theme.primaryColor;
  if (!isPrimary) return colors;
  if (input.variant === 'light') {
    const hover = 'color-mix(in srgb, var(--app-accent) 14%, var(--app-surface))';
    return { ...colors, background: 'var(--app-accent-soft)', hover, color: 'var(--app-accent)' };
  }
  if (input.variant === 'subtle' || input.variant === 'transparent') {
    return { ...colors, color: 'var(--app-accent)' };
  }
  return colors;
};

/** Inter has no Devanagari. */
const fontFamily = "'Inter Variable', 'Noto Sans Devanagari Variable', system-ui, sans-serif";

const base: MantineThemeOverride = {
  fontFamily,
  headings: { fontFamily, fontWeight: '600' },
  primaryShade: 8,
  autoContrast: true,
  defaultRadius: 'md',
  radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
  spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
  colors: { gray, dark, teal },
  shadows: { md: '0 6px 24px rgb(0 0 0 / 14%)', xl: '0 6px 24px rgb(0 0 0 / 14%)' },
  variantColorResolver,
  cursorType: 'pointer',
  respectReducedMotion: true,
};

// By name and not by import: a patient's first page must not load dialogs that it does not show.
const shared = {
  Modal: {
    defaultProps: { radius: 'lg', centered: true, transitionProps: { duration: 150 } },
    styles: { title: { fontWeight: 600, lineHeight: 1.35 } },
  },
  // The placeholder for the focus would be a part of the menu that is no item; the first item takes the focus.
  Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  Tooltip: { defaultProps: { openDelay: 300, withArrow: true } },
} satisfies MantineThemeOverride['components'];

/** Doctors work here all day: dense and quiet. */
export const doctorTheme = createTheme({
  ...base,
  primaryColor: 'teal',
  fontSizes: { xs: '12px', sm: '14px', md: '15px', lg: '17px', xl: '20px' },
  components: shared,
});

/** On a phone, words that fit in one line in English need two in another language. */
const wrappingButton = {
  root: { height: 'auto', minHeight: 'max(44px, var(--button-height))', paddingBlock: 8 },
  label: { whiteSpace: 'normal', overflow: 'visible', lineHeight: 1.3 },
} as const;

/** Patients come once, perhaps ill, on any device: large type and large targets. */
export const patientTheme = createTheme({
  ...base,
  primaryColor: 'indigo',
  fontSizes: { xs: '14px', sm: '16px', md: '18px', lg: '20px', xl: '24px' },
  components: {
    ...shared,
    Button: { defaultProps: { size: 'lg' }, styles: wrappingButton },
    TextInput: { defaultProps: { size: 'lg' } },
    PasswordInput: { defaultProps: { size: 'lg' } },
    NativeSelect: { defaultProps: { size: 'lg' } },
    Textarea: { defaultProps: { size: 'md' } },
  },
});
