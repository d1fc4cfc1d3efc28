"""Reads a JSON list of { name, policy } from standard input and prints parliament's findings as JSON."""
import json
import sys

from parliament import analyze_policy_string, enhance_finding


def main() -> None:
    out = []
    for item in json.load(sys.stdin):
        for finding in analyze_policy_string(item["policy"]).findings:
            finding = enhance_finding(finding)
            out.append(
                {
                    "name": item["name"],
                    "issue": finding.issue,
                    "severity": finding.severity,
                    "message": " ".join(str(part) for part in (finding.title, finding.detail) if part),
                }
            )
    json.dump(out, sys.stdout)


main()
