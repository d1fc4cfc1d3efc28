/** Runs jobs in the order they came, at most `width` at a time; the same key is run once while it is under way and remembered afterwards. */
export interface QueryQueue<T> {
  run(key: string, job: () => Promise<T>): Promise<T>;
}

/**
 * A page asks a dozen questions at once and a machine has a few cores: a short queue answers the first cards first instead of all of them late.
 * The lake does not change while it is open, so an answer stays true; `remembered` bounds the memory, oldest first.
 */
export function makeQueryQueue<T>({ width, remembered }: { width: number; remembered: number }): QueryQueue<T> {
  const answers = new Map<string, Promise<T>>();
  const waiting: (() => void)[] = [];
  let running = 0;

  async function turn(job: () => Promise<T>): Promise<T> {
    if (running >= width) await new Promise<void>((go) => waiting.push(go));
    else running += 1;
    try {
      return await job();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  }

  return {
    run(key, job) {
      const known = answers.get(key);
      if (known) {
        answers.delete(key);
        answers.set(key, known);
        return known;
      }
      const answer = turn(job);
      answers.set(key, answer);
      answer.catch(() => answers.delete(key));
      while (answers.size > remembered) answers.delete(answers.keys().next().value!);
      return answer;
    },
  };
}
