import type { DirectoryIndex, makeDirectoryIndexer } from "./directory-index";

/** The directory as of now, and how well it could be read. */
export interface CurrentDirectory {
  readonly index: DirectoryIndex;
  /** Set while the snapshot is missing, unreadable or broken; the one read before serves on. */
  readonly problem: boolean;
}

/**
 * Keeps the directory snapshot for a minute, and asks for it again only if it has changed. `fetch(etag)` rejects with status 304 when it has
 * not. What goes wrong never fails a batch: an older snapshot serves, or an empty one.
 */
export function makeDirectoryReader(
  indexer: ReturnType<typeof makeDirectoryIndexer>,
  fetch: (etag: string | null) => Promise<{ etag: string; text: string }>,
) {
  const lifetime = 60000;
  let index = indexer.empty;
  let etag: string | null = null;
  let asked = Number.NEGATIVE_INFINITY;
  let problem = false;
  return {
    async current(now: number): Promise<CurrentDirectory> {
      if (now - asked >= lifetime || now < asked) {
        asked = now;
        try {
          const answer = await fetch(etag);
          index = indexer.index(answer.text);
          etag = answer.etag || null;
          problem = false;
        } catch (error) {
          const about = error as { name?: string; $metadata?: { httpStatusCode?: number } } | null;
          const unchanged = about?.$metadata?.httpStatusCode === 304 || about?.name === "NotModified" || about?.name === "304";
          problem = !unchanged;
        }
      }
      return { index, problem };
    },
  };
}
