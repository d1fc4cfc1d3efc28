interface Waiting {
  readonly box: Element;
  readonly draw: () => Promise<void>;
}

const waiting: Waiting[] = [];
let busy = false;

const isInSight = ({ box }: Waiting) => {
  const { top, bottom } = box.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
};

/** The next to be drawn: whoever is in sight goes before those below. */
function next(): Waiting | undefined {
  const at = Math.max(0, waiting.findIndex(isInSight));
  return waiting.splice(at, 1)[0];
}

async function drawAll(): Promise<void> {
  busy = true;
  // The task after the answer's own: others that are ready by then take part in the order.
  await new Promise((resolve) => setTimeout(resolve));
  for (let one = next(); one; one = next()) {
    await one.draw().catch(reportError);
    // Between two charts the browser shows the first of them.
    await new Promise((resolve) => setTimeout(resolve));
  }
  busy = false;
}

/** Draws charts one after the other, those in sight first: a chart takes the browser 50 ms and a dashboard has a dozen. Returns how to withdraw. */
export function drawInTurn(box: Element, draw: () => Promise<void>): () => void {
  const one = { box, draw };
  waiting.push(one);
  if (!busy) void drawAll();
  return () => {
    const at = waiting.indexOf(one);
    if (at >= 0) waiting.splice(at, 1);
  };
}
