import embed, { type EmbedOptions, type Result, type VisualizationSpec } from "vega-embed";

/** Draws a chart into an element. Expressions are interpreted, so that the page needs no right to make code from text. */
export const embedChart = (
  element: HTMLElement,
  spec: VisualizationSpec,
  config: NonNullable<EmbedOptions["config"]>,
  tooltip: NonNullable<EmbedOptions["tooltip"]> = false,
): Promise<Result> => embed(element, spec, { actions: false, ast: true, renderer: "svg", defaultStyle: false, tooltip, config });
