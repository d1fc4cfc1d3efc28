/** API Gateway as far as the document tells it what to do: validator, request template, service, choice of the answer, its template. */
import type { importDocument } from "../../../components/logs-api/import-document";
import type { Renderer, TemplateCase } from "./renderer";
import type { ServiceAnswer, ServiceRequest } from "./service";

type Document = ReturnType<typeof importDocument>;
type Method = Document["paths"][string]["get"];

/** What the caller sees, and what happened on the way. */
export interface GatewayAnswer {
  readonly status: number;
  readonly body: string;
  /** What was sent to the service; absent when the gateway refused by itself. */
  readonly sent?: ServiceRequest;
}

export interface GatewayCall {
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
}

export const CONTEXT = { extendedRequestId: "Zm9vYmFy=", requestId: 'set-by-the-caller"' };

export class Gateway {
  constructor(
    private readonly renderer: Renderer,
    private readonly document: Document,
    private readonly service: (request: ServiceRequest) => ServiceAnswer,
    /** How the templates' variables are read where the reference leaves it open. */
    readonly reading: Pick<TemplateCase, "missing"> & { readonly bareAnswers?: boolean } = {},
  ) {}

  async call({ path, query = {}, headers = {} }: GatewayCall): Promise<GatewayAnswer> {
    const method: Method | undefined = this.document.paths[path]?.get;
    if (!method) return this.byItself("MISSING_AUTHENTICATION_TOKEN");
    if (method.parameters.some(({ name, required }) => required && !query[name]?.trim())) return this.byItself("BAD_REQUEST_PARAMETERS");
    const integration = method["x-amazon-apigateway-integration"];
    const given = { querystring: query, headers, context: CONTEXT, missing: this.reading.missing };
    const request = await this.renderer.render({ ...given, template: integration.requestTemplates["application/json"]! });
    if (request.error || request.unresolved)
      throw new Error(`request template of ${path}: ${JSON.stringify(request.error ?? request.unresolved)}`);
    const parameter = (name: string) => {
      const mapped = Object.entries(integration.requestParameters).find(([key]) => key === `integration.request.header.${name}`);
      return /^'(.*)'$/.exec(mapped?.[1] ?? "")?.[1] ?? "";
    };
    const sent = { target: parameter("X-Amz-Target"), contentType: parameter("Content-Type"), body: request.output };
    const answer = await this.answer(path, query, this.service(sent));
    return { ...answer, sent };
  }

  /** Turns an answer of the service into that of the API. */
  async answer(path: string, query: Record<string, string>, { status, body }: ServiceAnswer): Promise<GatewayAnswer> {
    const method = this.document.paths[path]!.get;
    const { responses } = method["x-amazon-apigateway-integration"];
    const pattern = Object.keys(responses).find((one) => one !== "default" && new RegExp(`^(?:${one})$`).test(String(status)));
    const response = responses[pattern ?? "default"]!;
    const rendered = await this.renderer.render({
      template: response.responseTemplates["application/json"]!,
      body,
      querystring: query,
      context: CONTEXT,
      missing: this.reading.missing,
      bare: this.reading.bareAnswers,
    });
    if (rendered.error) return this.byItself("API_CONFIGURATION_ERROR");
    const seen = rendered.responseOverride.status ?? Number(response.statusCode);
    if (!method.responses[String(seen)]) return this.byItself("API_CONFIGURATION_ERROR"); // no such method response
    return { status: seen, body: rendered.output };
  }

  private byItself(type: string): GatewayAnswer {
    const { statusCode, responseTemplates } = this.document["x-amazon-apigateway-gateway-responses"][type]!;
    const template = responseTemplates["application/json"]!;
    return { status: Number(statusCode ?? 400), body: template.replaceAll("$context.extendedRequestId", CONTEXT.extendedRequestId) };
  }
}
