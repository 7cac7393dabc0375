/** Loads the page anew: the gateway then asks the reader to sign in. */
export const SignIn = () => <button type="button" class="button" onClick={() => location.reload()}>Sign in again</button>;
