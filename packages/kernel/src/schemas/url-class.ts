/** The parts of a URL that schemas look at. */
export interface UrlParts {
  readonly href: string;
  /** With its colon. */
  readonly protocol: string;
  readonly hostname: string;
}

/** A URL's parts; null for a text that is none. */
export type ParseUrl = (text: string) => UrlParts | null;

/** As much of the class `URL` as checking texts needs. */
export function urlClass(parseUrl: ParseUrl): object {
  function Url(text: string): UrlParts {
    const parts = parseUrl(text);
    if (!parts) throw new TypeError("Invalid URL");
    return parts;
  }
  Url.canParse = (text: string): boolean => parseUrl(text) !== null;
  Url.parse = parseUrl;
  return Url;
}
