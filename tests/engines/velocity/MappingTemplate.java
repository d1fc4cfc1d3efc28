import com.fasterxml.jackson.databind.ObjectMapper;
import com.jayway.jsonpath.Configuration;
import com.jayway.jsonpath.JsonPath;
import com.jayway.jsonpath.PathNotFoundException;
import com.jayway.jsonpath.spi.json.JacksonJsonProvider;
import com.jayway.jsonpath.spi.mapper.JacksonMappingProvider;
import java.io.*;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.*;
import org.apache.velocity.VelocityContext;
import org.apache.velocity.app.VelocityEngine;
import org.apache.velocity.app.event.EventCartridge;
import org.apache.velocity.app.event.InvalidReferenceEventHandler;
import org.apache.velocity.app.event.MethodExceptionEventHandler;
import org.apache.velocity.context.Context;
import org.apache.velocity.exception.MethodInvocationException;
import org.apache.velocity.runtime.resource.loader.StringResourceLoader;
import org.apache.velocity.runtime.resource.util.StringResourceRepository;
import org.apache.velocity.util.introspection.Info;

/** Renders API Gateway mapping templates with the real Velocity engine: one JSON case a line in, one JSON result a line out. */
public class MappingTemplate {
  static final ObjectMapper JSON = new ObjectMapper();
  static final Configuration PATHS = Configuration.builder().jsonProvider(new JacksonJsonProvider(JSON)).mappingProvider(new JacksonMappingProvider(JSON)).build();

  /** A refusal of the gateway, with the HTTP status a caller would see. */
  public static class Refusal extends RuntimeException {
    final int status;
    Refusal(int status, String message) { super(message); this.status = status; }
  }

  /** $input. An empty body counts as {}. `missing` is what path() gives for a path that leads nowhere. */
  public static class Input {
    private final String body; private final Map<String, Map<String, Object>> params; private final Object missing; private Object parsed;
    Input(String body, Map<String, Map<String, Object>> params, Object missing) { this.body = body; this.params = params; this.missing = missing; }
    private Object find(String path) {
      if (parsed == null)
        try { parsed = body.isBlank() ? new LinkedHashMap<>() : JSON.readValue(body, Object.class); }
        catch (IOException e) { throw new Refusal(400, "Could not parse request body into json: " + e.getMessage().split("\n")[0]); }
      if (path.equals("$")) return parsed;
      try { return JsonPath.using(PATHS).parse(parsed).read(path); } catch (PathNotFoundException e) { return this; }
    }
    public Object path(String path) { Object found = find(path); return found == this ? missing : found; }
    public String json(String path) throws IOException { Object found = find(path); return found == this ? "\"\"" : JSON.writeValueAsString(found); }
    public String getBody() { return body; }
    public Map<String, Map<String, Object>> params() { return params; }
    public Object params(String name) {
      for (String kind : List.of("path", "querystring", "header")) if (params.get(kind).containsKey(name)) return params.get(kind).get(name);
      return "";
    }
  }

  /** $input in the narrowest reading for an answer: path() and json() of the answer, and nothing of the request. */
  public static class Answer {
    private final Input input;
    Answer(String body, Object missing) { input = new Input(body, Map.of(), missing); }
    public Object path(String path) { return input.path(path); }
    public String json(String path) throws IOException { return input.json(path); }
  }

  /** $util */
  public static class Util {
    public String escapeJavaScript(String text) {
      if (text == null) return null;
      StringBuilder out = new StringBuilder();
      for (char c : text.toCharArray()) {
        int known = "\b\n\t\f\r".indexOf(c);
        if (known >= 0) out.append('\\').append("bntfr".charAt(known));
        else if (c < 32 || c > 126) out.append(String.format("\\u%04X", (int) c));
        else if ("'\"\\/".indexOf(c) >= 0) out.append('\\').append(c);
        else out.append(c);
      }
      return out.toString();
    }
    public Object parseJson(String text) throws IOException { return JSON.readValue(text, Object.class); }
    public String urlEncode(String text) { return URLEncoder.encode(text, StandardCharsets.UTF_8); }
    public String urlDecode(String text) { return URLDecoder.decode(text, StandardCharsets.UTF_8); }
    public String base64Encode(String text) { return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8)); }
    public String base64Decode(String text) { return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8); }
  }

  /** $context and its parts: what is not set reads as an empty string. */
  public static class Values extends LinkedHashMap<String, Object> {
    Values(Map<String, Object> given) { given.forEach((key, value) -> put(key, value instanceof Map ? new Values(cast(value)) : value)); }
    @Override public Object get(Object key) { Object value = super.get(key); return value == null ? "" : value; }
    Values part(String key) { if (!(super.get(key) instanceof Values)) put(key, new Values(Map.of())); return (Values) super.get(key); }
  }

  /** One kind of override: each parameter can be set once. */
  public static class Overrides extends LinkedHashMap<String, Object> {
    @Override public Object put(String key, Object value) {
      if (containsKey(key) && !(get(key) instanceof Overrides)) throw new Refusal(500, "override set twice: " + key);
      return super.put(key, value);
    }
    static Overrides of(String... parts) { Overrides all = new Overrides(); for (String part : parts) all.put(part, new Overrides()); return all; }
  }

  /** Collects references that lead nowhere and are not quiet (`$!`); Velocity prints those as they stand. */
  static class Watch implements InvalidReferenceEventHandler, MethodExceptionEventHandler {
    final Set<String> seen = new LinkedHashSet<>();
    Exception failure;
    @SuppressWarnings("rawtypes") public Object methodException(Class type, String method, Exception e) { failure = e; return null; } // Velocity 1.7
    @SuppressWarnings("rawtypes") public Object methodException(Context c, Class type, String method, Exception e, Info info) { failure = e; return null; } // Velocity 2
    public Object invalidGetMethod(Context c, String reference, Object object, String property, Info info) { return note(reference, info); }
    public Object invalidMethod(Context c, String reference, Object object, String method, Info info) { return note(reference + " (no method " + method + ")", info); }
    public boolean invalidSetMethod(Context c, String left, String right, Info info) { note("#set(" + left + " = " + right + ")", info); return false; }
    private Object note(String what, Info info) { if (!what.startsWith("$!")) seen.add(what + " at line " + info.getLine()); return null; }
  }

  @SuppressWarnings("unchecked") static Map<String, Object> cast(Object map) { return map == null ? new LinkedHashMap<>() : (Map<String, Object>) map; }

  final VelocityEngine engine = new VelocityEngine();
  final Map<String, String> names = new HashMap<>();

  MappingTemplate() {
    Properties p = new Properties();
    p.put("resource.loader", "string");
    p.put("string.resource.loader.class", StringResourceLoader.class.getName());
    p.put("runtime.log.logsystem.class", "org.apache.velocity.runtime.log.NullLogChute");
    p.put("input.encoding", "UTF-8");
    p.put("directive.foreach.maxloops", "1000"); // quota of API Gateway
    // The rest makes Velocity 2 behave like 1.7.
    p.put("parser.allow_hyphen_in_identifiers", "true");
    p.put("space.gobbling", "bc");
    p.put("directive.if.emptycheck", "false");
    p.put("velocimacro.arguments.literal", "true");
    engine.init(p);
  }

  Map<String, Object> render(Map<String, Object> given) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("id", given.get("id"));
    Watch watch = new Watch();
    try {
      Map<String, Map<String, Object>> params = new LinkedHashMap<>();
      for (String[] kind : new String[][] {{"path", "path"}, {"querystring", "querystring"}, {"header", "headers"}}) params.put(kind[0], cast(given.get(kind[1])));
      Object body = given.getOrDefault("body", "");
      Values context = new Values(cast(given.get("context")));
      for (String part : List.of("identity", "authorizer", "error")) context.part(part);
      ((Values) context.get("authorizer")).part("claims");
      Overrides request = Overrides.of("path", "querystring", "header"), response = Overrides.of("header");
      context.put("requestOverride", request); context.put("responseOverride", response);
      VelocityContext variables = new VelocityContext();
      Object missing = "null".equals(given.get("missing")) ? null : "";
      String text = body instanceof String ? (String) body : JSON.writeValueAsString(body);
      variables.put("input", Boolean.TRUE.equals(given.get("bare")) ? new Answer(text, missing) : new Input(text, params, missing));
      variables.put("util", new Util()); variables.put("context", context); variables.put("stageVariables", cast(given.get("stageVariables")));
      EventCartridge events = new EventCartridge();
      events.addEventHandler(watch);
      events.attachToContext(variables);
      StringWriter out = new StringWriter();
      engine.getTemplate(name((String) given.get("template")), "UTF-8").merge(variables, out);
      if (watch.failure != null) throw watch.failure;
      result.put("output", out.toString());
      result.put("json", isJson(out.toString()));
      result.put("requestOverride", request); result.put("responseOverride", response);
    } catch (Throwable failure) {
      Throwable cause = failure;
      while (cause instanceof MethodInvocationException && cause.getCause() != null) cause = cause.getCause();
      result.put("error", Map.of("status", cause instanceof Refusal ? ((Refusal) cause).status : 500, "message", String.valueOf(cause.getMessage()).split("\n")[0]));
    }
    if (!watch.seen.isEmpty()) result.put("unresolved", watch.seen);
    return result;
  }

  private String name(String text) {
    return names.computeIfAbsent(text, t -> {
      StringResourceRepository repository = StringResourceLoader.getRepository();
      String name = "template" + names.size();
      repository.putStringResource(name, t);
      return name;
    });
  }

  private static boolean isJson(String text) {
    try { return !text.isBlank() && JSON.reader().with(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(text) != null; } catch (IOException e) { return false; }
  }

  public static void main(String[] args) throws IOException {
    MappingTemplate templates = new MappingTemplate();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8), 1 << 16);
    BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8), 1 << 16);
    for (String line; (line = in.readLine()) != null; ) {
      if (line.isBlank()) continue;
      out.write(JSON.writeValueAsString(templates.render(cast(JSON.readValue(line, Object.class)))));
      out.write('\n');
      if (!in.ready()) out.flush();
    }
    out.flush();
  }
}
