import { colourOf, hex, palette } from "./colours";

/** The look of the dashboard: the project's colours on the service's light theme. */
export const themeDefinition = {
  BaseThemeId: "CLASSIC",
  Configuration: {
    DataColorPalette: { Colors: palette, MinMaxGradient: [hex("#e4edf8"), hex("#1c3766")], EmptyFillColor: palette.at(-1) },
    UIColorPalette: {
      PrimaryBackground: "#FFFFFF",
      SecondaryBackground: "#F4F6F8",
      PrimaryForeground: "#1F2933",
      SecondaryForeground: "#1F2933",
      Accent: colourOf("neutral"),
      AccentForeground: "#FFFFFF",
      Success: colourOf("success"),
      SuccessForeground: "#FFFFFF",
      Warning: colourOf("client-error"),
      WarningForeground: "#1F2933",
      Danger: colourOf("server-error"),
      DangerForeground: "#FFFFFF",
    },
    Sheet: {
      Tile: { Border: { Show: true } },
      TileLayout: { Gutter: { Show: true }, Margin: { Show: true } },
    },
  },
};
