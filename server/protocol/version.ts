/**
 * Version of the wire contract. Our own client sends it in the handshake (`auth.protocol`); a client that
 * sends another number is refused with `protocol_mismatch`. A foreign front end sends none and is welcome.
 */
export const PROTOCOL_VERSION = 1;
