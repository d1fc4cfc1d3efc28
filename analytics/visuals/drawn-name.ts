const mark = "\u200b";

/**
 * A name as a chart's data carries it. Vega keeps what it groups in plain objects, where `constructor` is there before anything is put in: a
 * customer of that name would leave the whole chart blank. Behind a space of no width it is a name like any other, and looks the same.
 */
export const drawnName = (name: string): string => (name in {} ? name + mark : name);

/** The name behind a drawn one. */
export const nameDrawn = (drawn: string): string =>
  drawn.endsWith(mark) && drawn.slice(0, -mark.length) in {} ? drawn.slice(0, -mark.length) : drawn;
