/** Enough to keep two cores busy while one query is planned and another waits for its files. */
const AT_ONCE = 3;

/** Does the work for every item, a few at a time. */
export async function forEachAtOnce<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async () => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
