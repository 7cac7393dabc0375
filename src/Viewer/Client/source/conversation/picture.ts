/** The types that are drawn. An SVG is a document that can have scripts and addresses, so it is not one of them. */
const picture = /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]+={0,2}$/;

/** A longer address is not drawn: about 256 KiB of an image. */
const longest = 350_000;

/** The address of an image that the content itself has, if it can be drawn without a look elsewhere; `null` otherwise. */
export const pictureOf = (address: string | null): string | null =>
  address !== null && address.length <= longest && picture.test(address) ? address : null;
