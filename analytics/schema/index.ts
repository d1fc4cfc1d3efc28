export { accessLogColumns, accessLogSchemaVersion, leftOutVariables } from "./access-logs";
export { apiCallColumns } from "./api-calls";
export { auditEventColumns } from "./audit-events";
export { type ApiKind, apiKinds, type Column, type ColumnType, type Privacy, type Variables } from "./column";
export { compactExportColumns } from "./compact-exports";
export { directoryHistoryColumns } from "./directory-history";
export { ipRangeColumns } from "./ip-ranges";
export { threatNetworkColumns } from "./threat-networks";
export { usageHourlyColumns } from "./usage-hourly";
