/** What arrived of the deck: file by file as it is needed, or with the page that is all one file. */

type Form = 'site' | 'file' | 'package';

const before = (globalThis as { sonodeckContents?: Map<string, unknown> }).sonodeckContents;

/** The contents of the deck's files, by name. */
export const contents: Map<string, unknown> = before ?? new Map<string, unknown>();

/** Which form the page has: a site's, one file, or a package on a learning platform. */
export function form(): Form { return (document.body.dataset['form'] ?? 'site') as Form; }

/** Where a browser finds a file of the deck's media. */
export function mediaAddress(name: string): string {
  const media = contents.get('media') as Readonly<Record<string, string>> | undefined;
  return media?.[name] ?? `media/${encodeURIComponent(name)}`;
}
