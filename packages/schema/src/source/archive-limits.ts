/** How large an archive and what it has may be. More is refused while it is read, so nothing larger is ever kept. */
export interface ArchiveLimits {
  /** Of the archive as it comes, in bytes. Default: 16 MiB. */
  readonly archiveBytes: number;
  /** Of all that comes out of it, headers too, in bytes. Default: 64 MiB. */
  readonly unpackedBytes: number;
  /** Of one file, in bytes. Default: 4 MiB. */
  readonly fileBytes: number;
  /** Files and folders. Default: 5000. */
  readonly entries: number;
}

const mebibyte = 1024 * 1024;

/** What holds where the caller says nothing else. */
export const defaultArchiveLimits: ArchiveLimits = {
  archiveBytes: 16 * mebibyte,
  unpackedBytes: 64 * mebibyte,
  fileBytes: 4 * mebibyte,
  entries: 5000,
};
