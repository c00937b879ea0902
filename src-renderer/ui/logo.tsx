import classes from './logo.module.css';

/** The open door, in the role's colour. */
export const Logo = ({ size = 28 }: { size?: number }) => (
  <svg className={classes.logo} width={size} height={size} viewBox="0 0 32 32" aria-hidden>
    <rect className={classes.ground} width="32" height="32" rx="8" />
    <path className={classes.line} d="M10 25V8.5A1.5 1.5 0 0 1 11.5 7h9A1.5 1.5 0 0 1 22 8.5V25M7 25h18" />
    <circle className={classes.knob} cx="18.4" cy="16.4" r="1.6" />
  </svg>
);
