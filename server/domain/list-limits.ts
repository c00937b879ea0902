/** Most rows of one list in an answer: nobody reads more, and no answer may grow with the years of a clinic. */
export const LIST_MAX = 5_000;

/** Most live sessions that somebody is shown; each sign-in makes one. */
export const SESSIONS_MAX = 200;
