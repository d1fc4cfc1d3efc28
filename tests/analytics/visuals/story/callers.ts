import type { Row } from "../../lake";
import { addressKey as key, type Told } from "./told";

/** A caller's address, with the country that the story's ranges give it. */
export const from = (source_ip: string, country: string | null): Told => ({
  row: { source_ip, source_ip_key: key(source_ip) },
  truth: { country },
});
export const berlin = (host: number) => from(`198.51.100.${host}`, "DE");
export const recife = from("203.0.113.9", "BR");
export const nowhere = from("192.0.2.1", null);
export const tokyo: Told = {
  row: { source_ip: "2001:db8::1", source_ip_key: "20010db8000000000000000000000001" },
  truth: { country: "JP" },
};

export const ipRanges: readonly Row[] = [
  { range_start: key("198.51.100.0"), range_end: key("198.51.100.255"), country: "DE" },
  { range_start: key("203.0.113.0"), range_end: key("203.0.113.255"), country: "BR" },
  { range_start: "20010db8000000000000000000000000", range_end: "20010db8ffffffffffffffffffffffff", country: "JP" },
];
/** The user's list has Recife on it, once wide and once narrow. */
export const threatNetworks: readonly Row[] = [
  { range_start: key("203.0.0.0"), range_end: key("203.0.255.255"), name: "wide" },
  { range_start: key("203.0.113.0"), range_end: key("203.0.113.15"), name: "narrow" },
];
export const threatNameOf = (sourceIp: unknown): string | null => (sourceIp === "203.0.113.9" ? "narrow" : null);

/** The programs that call. */
export const program: Told = {
  row: { user_agent: "python-requests/2.32" },
  truth: { agent_family: "python-requests", bot_class: "Program" },
};
export const browser: Told = {
  row: { user_agent: "Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0 Safari/537.36" },
  truth: { agent_family: "Chrome", bot_class: "Browser" },
};
export const scanner: Told = { row: { user_agent: "sqlmap/1.7" }, truth: { agent_family: "sqlmap", bot_class: "Scanner" } };
export const noAgent: Told = { row: {}, truth: { agent_family: null, bot_class: "Not given" } };
