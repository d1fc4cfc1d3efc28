import type { Column } from "./column";

/** Networks whose calls deserve a look: the user's own list, empty where there is none. Ranges may overlap. */
export const threatNetworkColumns: readonly Column[] = [
  {
    name: "range_start",
    type: "string",
    description: "First address of the network, as 32 hexadecimal digits in lower case.",
    privacy: "none",
  },
  {
    name: "range_end",
    type: "string",
    description: "Last address of the network, as 32 hexadecimal digits in lower case.",
    privacy: "none",
  },
  { name: "name", type: "string", description: "What the list calls the network.", privacy: "none" },
];
