/** Whether the page gets new requests. */
export type Connection = 'connecting' | 'live' | 'lost' | 'signedOut';
