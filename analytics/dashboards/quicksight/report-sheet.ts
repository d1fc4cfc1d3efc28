import { dashboards } from "../../visuals";
import type { Chart, KeyedVisual } from "./chart";
import type { Json } from "./data-set";

/** What a month's report tells a product owner, by dashboard and visual. */
const contents = [
  ["overview", "requests-over-time"],
  ["customers", "usage-by-key"],
  ["customers", "usage-by-plan"],
  ["quota", "quota-use"],
  ["quota", "limits-reached"],
] as const;

/** The visuals of the report, under keys of their own. */
export const reportVisuals = (): KeyedVisual[] =>
  contents.map(([dashboard, id]) => {
    const visual = dashboards.find((one) => one.id === dashboard)?.visuals.find((one) => one.id === id);
    if (visual === undefined) throw new Error(`Invalid report: must name visuals of analytics/visuals, got '${dashboard}/${id}'.`);
    return { key: `report-${dashboard}-${id}`, visual };
  });

/** A4 landscape less margins, at 96 pixels an inch. */
const paper = { width: "1026px", height: "600px", sectionHeight: "6.25in" };

const section = (SectionId: string, elementId: string, elementType: string, height: string, sectionHeight: string) => ({
  SectionId,
  Style: { Height: sectionHeight },
  layout: {
    FreeFormLayout: {
      Elements: [
        {
          ElementId: elementId,
          ElementType: elementType,
          XAxisLocation: "0px",
          YAxisLocation: "0px",
          Width: paper.width,
          Height: height,
        },
      ],
    },
  },
});

/** A sheet of pages, one visual a page, whose tables go on over as many pages as they need. */
export function reportSheet(charts: readonly Chart[]): Json {
  const { layout: header, ...headerSection } = section("report-header", "report-title", "TEXT_BOX", "48px", "0.5in");
  return {
    SheetId: "report",
    Name: "Report",
    ContentType: "PAGINATED",
    Visuals: charts.map(({ json }) => json),
    TextBoxes: [{ SheetTextBoxId: "report-title", Content: "<text-box>API usage</text-box>" }],
    Layouts: [
      {
        Configuration: {
          SectionBasedLayout: {
            CanvasSizeOptions: {
              PaperCanvasSizeOptions: {
                PaperSize: "A4",
                PaperOrientation: "LANDSCAPE",
                PaperMargin: { Top: "0.5in", Bottom: "0.5in", Left: "0.5in", Right: "0.5in" },
              },
            },
            HeaderSections: [{ ...headerSection, Layout: header }],
            BodySections: charts.map(({ id }) => {
              const { layout, ...rest } = section(`page-${id}`, id, "VISUAL", paper.height, paper.sectionHeight);
              return { ...rest, Content: { Layout: layout }, PageBreakConfiguration: { After: { Status: "ENABLED" } } };
            }),
            FooterSections: [],
          },
        },
      },
    ],
  };
}
