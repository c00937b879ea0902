import { useClinicLogo } from '../services.tsx';
import { Logo } from '../ui/logo.tsx';
import classes from './clinic-mark.module.css';

/** The clinic's own logo, beside its name; ours as long as it has none. */
export const ClinicMark = () => {
  const logo = useClinicLogo();
  return logo === null ? <Logo /> : <img className={classes.mark} src={logo} alt="" />;
};
