import type { Theme } from "./theme";

const inks = {
  light: { ink: "#17212b", soft: "#55636f", line: "#e3e7eb", axis: "#b9c2cb", card: "#ffffff" },
  dark: { ink: "#e4eaef", soft: "#a0aeba", line: "#222c35", axis: "#42505c", card: "#151d24" },
} as const;

/** Font, inks and lines of a chart, those of the page around it. Colours of data are not decided here. */
export function chartConfig(theme: Theme) {
  const { ink, soft, line, axis, card } = inks[theme];
  const font = 'Inter, "Segoe UI", system-ui, sans-serif';
  const text = {
    labelFont: font,
    titleFont: font,
    labelFontSize: 11,
    titleFontSize: 11,
    titleFontWeight: 500 as const,
    labelColor: soft,
    titleColor: soft,
  };
  return {
    // A card names its chart as one picture: names of single marks would reach nobody, and cost as much as drawing them.
    aria: false,
    background: "transparent",
    font,
    padding: { left: 2, right: 6, top: 4, bottom: 2 },
    view: { stroke: null },
    text: { color: ink, font },
    axis: { ...text, domainColor: axis, gridColor: line, tickColor: axis, tickSize: 4, labelPadding: 5 },
    legend: {
      ...text,
      symbolType: "square" as const,
      symbolSize: 70,
      orient: "bottom" as const,
      columns: 5,
      labelLimit: 150,
      rowPadding: 3,
      columnPadding: 12,
    },
    arc: { stroke: card },
    rect: { stroke: card },
  };
}
