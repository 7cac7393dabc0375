/** An answer of the gateway that is no success. */
export class ApiError extends Error {
  /** `isSignedOut`: whether the reader has to sign in again. */
  constructor(readonly status: number, message: string, readonly isSignedOut = false) {
    super(message);
  }
}
