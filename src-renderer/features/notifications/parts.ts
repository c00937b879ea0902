/** What `account-parts.tsx` loads once somebody with an account is signed in. */
export { Corner } from './corner.tsx';
export { Follow } from './follow.tsx';
