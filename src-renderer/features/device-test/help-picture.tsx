import type { ReactNode } from 'react';
import type { BrowserFamily } from './browser-family.ts';
import classes from './help-picture.module.css';

/** Small drawings of where to click. They hold no words, and what they show is also said beside them. */

const Drawing = ({ children }: { children: ReactNode }) => (
  <svg className={classes.picture} viewBox="0 0 240 120" aria-hidden focusable="false">
    {children}
  </svg>
);

const Window = ({ top = 4 }: { top?: number }) => (
  <>
    <rect className={classes.paper} x="4" y={top} width="232" height={116 - top} rx="8" />
    <path className={classes.line} d={`M4 ${top + 34}h232`} />
    <rect className={classes.field} x="36" y={top + 8} width="192" height="18" rx="9" />
    <path className={classes.line} d={`M14 ${top + 17}l6 -5M14 ${top + 17}l6 5`} />
    <path className={classes.faint} d={`M72 ${top + 17}h96`} />
  </>
);

const Pointer = ({ x, y }: { x: number; y: number }) => (
  <path className={classes.pointer} d={`M${x} ${y}l3 15 4 -5 6 -1z`} />
);

const Ring = ({ x, y }: { x: number; y: number }) => <circle className={classes.ring} cx={x} cy={y} r="13" />;

const Camera = ({ x, y, crossed = false }: { x: number; y: number; crossed?: boolean }) => (
  <>
    <rect className={classes.solid} x={x - 7} y={y - 4} width="9" height="8" rx="2" />
    <path className={classes.solid} d={`M${x + 3} ${y}l5 -3.5v7z`} />
    {crossed && <path className={classes.cross} d={`M${x - 8} ${y + 7}L${x + 8} ${y - 7}`} />}
  </>
);

const Toggle = ({ x, y, on }: { x: number; y: number; on: boolean }) => (
  <>
    <rect className={on ? classes.on : classes.off} x={x} y={y} width="24" height="12" rx="6" />
    <circle className={classes.knob} cx={on ? x + 18 : x + 6} cy={y + 6} r="4.5" />
  </>
);

const Row = ({ y, children }: { y: number; children: ReactNode }) => (
  <>
    <path className={classes.faint} d={`M44 ${y + 6}h52`} />
    {children}
  </>
);

/** The symbol on the left of the address opens a card with one switch a device. */
const InChrome = () => (
  <Drawing>
    <Window />
    <path className={classes.line} d="M44 18h5M53 18h3M44 24h3M51 24h5" />
    <circle className={classes.line} cx="51" cy="18" r="1.6" />
    <circle className={classes.line} cx="49" cy="24" r="1.6" />
    <Ring x={50} y={21} />
    <rect className={classes.card} x="32" y="44" width="126" height="64" rx="6" />
    <Row y={56}>
      <Toggle x={122} y={56} on />
    </Row>
    <Row y={82}>
      <Toggle x={122} y={82} on />
    </Row>
    <Pointer x={136} y={62} />
  </Drawing>
);

/** The crossed-out camera on the left of the address opens a card where the block is taken away. */
const InFirefox = () => (
  <Drawing>
    <Window />
    <Camera x={50} y={21} crossed />
    <Ring x={50} y={21} />
    <rect className={classes.card} x="32" y="44" width="126" height="64" rx="6" />
    <Row y={56}>
      <path className={classes.cross} d="M132 58l8 8M140 58l-8 8" />
    </Row>
    <Row y={82}>
      <path className={classes.cross} d="M132 84l8 8M140 84l-8 8" />
    </Row>
    <Pointer x={138} y={63} />
  </Drawing>
);

/** The menu beside the apple, above the window. */
const InSafari = () => (
  <Drawing>
    <rect className={classes.field} x="4" y="4" width="232" height="14" rx="3" />
    <circle className={classes.solid} cx="16" cy="11" r="3.5" />
    <path className={classes.bold} d="M28 11h26" />
    <path className={classes.faint} d="M64 11h16M90 11h16M116 11h16" />
    <Window top={24} />
    <rect className={classes.ringed} x="23" y="4" width="36" height="14" rx="4" />
    <rect className={classes.card} x="24" y="20" width="112" height="86" rx="6" />
    <path className={classes.faint} d="M36 34h60M36 50h48M36 92h56" />
    <rect className={classes.on} x="28" y="62" width="104" height="18" rx="4" />
    <path className={classes.light} d="M36 71h70" />
    <Pointer x={112} y={71} />
  </Drawing>
);

/** Privacy settings of the computer: the camera's own switch, and the browser's below it. */
export const SystemPicture = () => (
  <Drawing>
    <rect className={classes.paper} x="4" y="4" width="232" height="112" rx="8" />
    <path className={classes.line} d="M78 4v112" />
    <path className={classes.faint} d="M16 22h46M16 38h38M16 70h42M16 86h34" />
    <rect className={classes.field} x="10" y="46" width="62" height="16" rx="4" />
    <Camera x={24} y={54} />
    <path className={classes.faint} d="M36 54h28M94 30h70M94 62h54M94 94h62" />
    <Toggle x={200} y={24} on />
    <Toggle x={200} y={56} on />
    <Toggle x={200} y={88} on={false} />
    <Ring x={212} y={62} />
    <Pointer x={213} y={64} />
  </Drawing>
);

/** A plug on its way into a computer. */
export const PlugPicture = () => (
  <Drawing>
    <rect className={classes.paper} x="130" y="20" width="100" height="66" rx="6" />
    <path className={classes.bold} d="M120 96h120" />
    <rect className={classes.field} x="130" y="56" width="8" height="16" rx="2" />
    <path className={classes.line} d="M6 64c30 0 30 0 44 0" />
    <rect className={classes.solid} x="50" y="54" width="30" height="20" rx="4" />
    <path className={classes.bold} d="M80 60h12v8h-12" />
    <path className={classes.accent} d="M100 64h20M114 58l7 6 -7 6" />
  </Drawing>
);

/** Another window that has the camera is closed. */
export const BusyPicture = () => (
  <Drawing>
    <rect className={classes.paper} x="92" y="26" width="144" height="90" rx="8" />
    <path className={classes.line} d="M92 44h144" />
    <rect className={classes.paper} x="8" y="6" width="144" height="90" rx="8" />
    <path className={classes.line} d="M8 26h144" />
    <Camera x={78} y={60} />
    <path className={classes.cross} d="M134 12l9 9M143 12l-9 9" />
    <Ring x={138} y={16} />
    <Pointer x={140} y={18} />
  </Drawing>
);

/** Where this browser lets a page use a device again. */
export const RefusedPicture = ({ family }: { family: Exclude<BrowserFamily, 'iphone'> }) =>
  family === 'firefox' ? <InFirefox /> : family === 'safari' ? <InSafari /> : <InChrome />;
