// Written by the tests of waxseal-device.
/** Requests that a batch opens together. */
export const MAX_BATCH = 10;
/** Characters of the shortest passphrase. */
export const MIN_PASSPHRASE = 8;
/** Characters of the shortest user code. */
export const MIN_USER_CODE = 4;
/** Characters of the longest user code. */
export const MAX_USER_CODE = 64;
/** For how long a client is muted. */
export const MUTE_MINUTES = 20;
/** How soon the second press has to come. */
export const PRESS_AGAIN_SECONDS = 4;
