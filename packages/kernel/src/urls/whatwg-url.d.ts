/** The part of the URL library that needs none of its classes. */
declare module "whatwg-url/lib/url-state-machine.js" {
  interface UrlRecord {
    readonly scheme: string;
    readonly host: unknown;
  }
  export function parseURL(text: string): UrlRecord | null;
  export function serializeURL(url: UrlRecord): string;
  export function serializeHost(host: unknown): string;
}
