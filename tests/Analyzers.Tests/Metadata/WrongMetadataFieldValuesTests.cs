using TracedLlm.Analyzers.Metadata;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Metadata.WrongMetadataField, TracedLlm.CodeFixes.Metadata.WrongMetadataFieldFix>;

namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>TLM1001 for the ways in which a request's metadata reaches the code that reads it: <see cref="WrongMetadataField"/>.</summary>
public class WrongMetadataFieldValuesTests
{
    // What a helper returns and what it reads are asked in either order; a loop over the names of the path makes the value depend on itself.
    [Theory]
    [InlineData("Console.WriteLine(session); Console.WriteLine(user);")]
    [InlineData("Console.WriteLine(session ?? user);")]
    [InlineData("Console.WriteLine(user is null ? session : user);")]
    public Task Follows_a_path_of_names_through_a_loop(string use) => Verify.VerifyAnalyzerAsync(RouteCode.AsyncHandler(
        "/v1/messages",
        $"var session = element.Text([|\"metadata\"|], \"session_id\"); var user = element.Text(\"metadata\", \"user_id\"); {use}",
        """
        static class Reading
        {
            public static string? Text(this JsonElement element, params string[] path)
            {
                var current = element;
                foreach (var name in path)
                {
                    if (current.ValueKind != JsonValueKind.Object || !current.TryGetProperty(name, out current)) return null;
                }

                return current.ValueKind == JsonValueKind.String ? current.GetString() : null;
            }
        }
        """));

    [Theory]
    [InlineData("class Chat { public string? Model { get; set; } [JsonExtensionData] public Dictionary<string, JsonElement> Extra { get; set; } = []; }", "[FromBody] Chat chat", "if (chat.Extra.TryGetValue([|\"metadata\"|], out var found)) Console.WriteLine(found.GetProperty(\"session_id\"));")]
    [InlineData("class Chat { [JsonExtensionData] public Dictionary<string, JsonElement> Extra { get; set; } = []; }", "Chat chat", "Console.WriteLine(chat.Extra[\"litellm_metadata\"].GetProperty(\"session_id\"));")]
    [InlineData("record struct Arguments(HttpContext Http, [FromBody] JsonObject Body);", "[AsParameters] Arguments arguments", "Console.WriteLine(arguments.Body[[|\"metadata\"|]]?[\"session_id\"]);")]
    [InlineData("class Arguments { [FromBody] public JsonObject? Body { get; set; } [FromHeader] public string? Tenant { get; set; } }", "[AsParameters] Arguments arguments", "Console.WriteLine(arguments.Body![[|\"metadata\"|]]?[\"session_id\"]);")]
    [InlineData("class Arguments { public JsonObject? Cached { get; set; } }", "[AsParameters] Arguments arguments", "Console.WriteLine(arguments.Cached![\"metadata\"]?[\"session_id\"]);")]
    public Task Follows_bound_types(string types, string parameter, string statements) => Verify.VerifyAnalyzerAsync(RouteCode.Usings + $$"""
        public static class Endpoint
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/messages", Handle);
            [TracedLlmRoute] static void Handle({{parameter}}) { {{statements}} }
        }
        {{types}}
        """);

    // The text of the body is read in a try, and a helper parses it in a try of its own.
    [Theory]
    [InlineData("/v1/messages", "var metadata = TryParseJson(text)?[[|\"metadata\"|]]; Console.WriteLine(metadata?[\"session_id\"]);")]
    [InlineData("/v1/chat/completions", "var metadata = TryParseJson(text)?[[|\"litellm_metadata\"|]]; Console.WriteLine(metadata?[\"session_id\"]);")]
    [InlineData("/v1/messages", "Console.WriteLine(TryParseJson(text)?[\"metadata\"]?[\"user_id\"]);")]
    [InlineData("/v1/messages", "Console.WriteLine(TryParseJson(text)?[\"litellm_metadata\"]?[\"session_id\"]);")]
    [InlineData("/v1/responses", "var parsed = TryParseJson(text) as JsonObject; JsonNode? meta = null; if (parsed is not null && !parsed.TryGetPropertyValue([|\"metadata\"|], out meta)) { parsed.TryGetPropertyValue(\"litellm_metadata\", out meta); } Console.WriteLine(meta?[\"trace_id\"]);")]
    [InlineData("/v1/responses", "var parsed = TryParseJson(text) as JsonObject; JsonNode? meta = null; if (parsed is not null && !parsed.TryGetPropertyValue(\"litellm_metadata\", out meta)) { parsed.TryGetPropertyValue(\"metadata\", out meta); } Console.WriteLine(meta?[\"trace_id\"]);")]
    public Task Follows_a_text_that_a_try_assigns(string route, string use) => Verify.VerifyAnalyzerAsync(RouteCode.Usings + $$"""
        using System.Text;
        static class Routes
        {
            public static void Map(WebApplication app)
            {
                var group = app.MapGroup("").WithTags("proxy");
                var handler = [TracedLlmRoute] async (HttpContext context, Dispatcher dispatcher, ILogger<Dispatcher> logger) => { await dispatcher.DispatchAsync(context); };
                group.MapPost("{{route}}", handler).WithName("Proxy");
            }
        }

        class Dispatcher(ILogger<Dispatcher> logger)
        {
            public async Task DispatchAsync(HttpContext context)
            {
                context.Request.EnableBuffering();
                string text;
                try
                {
                    context.Request.Body.Seek(0, SeekOrigin.Begin);
                    using (var reader = new StreamReader(context.Request.Body, Encoding.UTF8, leaveOpen: true)) { text = await reader.ReadToEndAsync(); }
                    context.Request.Body.Seek(0, SeekOrigin.Begin);
                }
                catch (Exception ex) { logger.LogError(ex, "x"); return; }

                {{use}}
            }

            private JsonNode? TryParseJson(string json) { try { return JsonNode.Parse(json); } catch { return null; } }
        }
        """);

    // The dispatcher of a proxy copies and merges so many objects that not all of its reads are kept.
    [Theory]
    [InlineData("[|\"litellm_metadata\"|]", "session_id")]
    [InlineData("\"metadata\"", "session_id")]
    public Task Follows_a_large_function(string field, string key) => Verify.VerifyAnalyzerAsync(RouteCode.AsyncHandler(
        "/v1/chat/completions",
        "await Dispatcher.DispatchAsync(http);",
        $$"""
        static class Dispatcher
        {
            public static async Task DispatchAsync(HttpContext http)
            {
                var body = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject();
                Console.WriteLine(body[{{field}}]?["{{key}}"]);
                var upstream = new JsonObject();
                {{string.Join("\n        ", Enumerable.Range(0, 12).Select(static i => $"Copy{i}(body, upstream);"))}}
            }

            {{string.Join("\n    ", Enumerable.Range(0, 12).Select(static i => $"static void Copy{i}(JsonObject from, JsonObject to) {{ {string.Join(" ", Enumerable.Range(0, 40).Select(j => $"to[\"x{i}_{j}\"] = from[\"y{i}_{j}\"];"))} foreach (var pair in from) {{ to[pair.Key] = pair.Value?.DeepClone(); }} }}"))}}
        }
        """));

    // Middleware in a file of its own stores the metadata, and the handler names no field.
    [Theory]
    [InlineData("litellm_metadata", "/v1/chat/completions", true)]
    [InlineData("metadata", "/v1/chat/completions", false)]
    [InlineData("metadata", "/v1/messages", true)]
    public Task Follows_the_items_of_middleware_in_another_file(string field, string route, bool isWrong)
    {
        var test = new RuleTest<WrongMetadataField>
        {
            TestCode = RouteCode.Handler(route, "var session = http.Items[\"facts\"] is JsonElement facts && facts.TryGetProperty(\"session_id\", out var id) ? id.GetString() : null; http.Response.Headers[\"x-session\"] = session;"),
        };
        test.TestState.Sources.Add(("/0/Reader.cs", RouteCode.Usings + $$"""
            public class Reader(RequestDelegate next)
            {
                public async Task InvokeAsync(HttpContext context)
                {
                    JsonDocument? document = null;
                    using var reader = new StreamReader(context.Request.Body);
                    string json = await reader.ReadToEndAsync();
                    if (!string.IsNullOrWhiteSpace(json))
                    {
                        try { document = JsonDocument.Parse(json); }
                        catch (JsonException) { return; }

                        document = JsonDocument.Parse(json);
                        if (document.RootElement.TryGetProperty({{(isWrong ? $"[|\"{field}\"|]" : $"\"{field}\"")}}, out var found))
                            context.Items["facts"] = found.Clone();
                    }

                    await next(context);
                }
            }
            """));
        return test.RunAsync();
    }

    // A line of a log, not a request.
    [Theory]
    [InlineData("var record = new Dictionary<string, object?> { [\"metadata\"] = new Dictionary<string, string> { [\"session_id\"] = \"s\" } }; Console.WriteLine(((Dictionary<string, string>)record[\"metadata\"]!)[\"session_id\"]);")]
    [InlineData("var line = new JsonObject { [\"route\"] = \"/v1/messages\", [\"metadata\"] = new JsonObject { [\"session_id\"] = \"s\", [\"trace_id\"] = \"t\" } }; await File.AppendAllTextAsync(\"audit.jsonl\", line.ToJsonString());")]
    public Task Leaves_an_object_of_the_code_alone(string statements) => Verify.VerifyAnalyzerAsync(RouteCode.AsyncHandler("/v1/messages", statements, ""));

    [Theory]
    [InlineData("_ = ReadString(body[[|\"metadata\"|]], \"session_id\"); static string? ReadString(JsonNode? o, string key) => o?[key]?.GetValue<string>();", "")]
    [InlineData("if (body.TryGetPropertyValue([|\"metadata\"|], out var n) && n is JsonObject m) { _ = ReadString(m, \"session_id\"); } static string? ReadString(JsonObject o, string key) => o.TryGetPropertyValue(key, out var v) ? v?.ToString() : null;", "")]
    [InlineData("_ = Read(body, [|\"metadata\"|], \"session_id\"); static string? Read(JsonObject o, string field, string key) => o[field]?[key]?.ToString();", "")]
    [InlineData("_ = Find(body, [|\"metadata\"|], \"session_id\"); static string? Find(JsonNode? node, params string[] path) { foreach (var s in path) { node = (node as JsonObject)?[s]; } return node?.ToString(); }", "")]
    [InlineData("_ = Find(body, [|\"metadata\"|], \"session_id\"); static JsonNode? Find(JsonNode? node, params string[] path) { var current = node; foreach (var s in path) { if (current is null) return null; current = current[s]; } return current; }", "")]
    [InlineData("_ = Find(body, [|\"metadata\"|], \"session_id\"); static JsonNode? Find(JsonNode? node, params string[] path) { for (var i = 0; i < path.Length; i++) { node = node?[path[i]]; } return node; }", "")]
    [InlineData("_ = Find(element, [|\"metadata\"|], \"session_id\"); static string? Find(JsonElement e, params ReadOnlySpan<string> path) { foreach (var s in path) { if (!e.TryGetProperty(s, out e)) return null; } return e.GetString(); }", "")]
    [InlineData("_ = Find(body, [|\"metadata.session_id\"|]); static JsonNode? Find(JsonNode? node, string path) { foreach (var s in path.Split('.')) { node = node?[s]; } return node; }", "")]
    [InlineData("foreach (var p in element.GetProperty([|\"metadata\"|]).EnumerateObject()) { if (p.NameEquals(\"session_id\")) { _ = p.Value.GetString(); } }", "")]
    [InlineData("foreach (var p in element.GetProperty([|\"metadata\"|]).EnumerateObject()) { if (p.Name == \"session_id\") { _ = p.Value.GetString(); } }", "")]
    [InlineData("foreach (var p in element.GetProperty([|\"metadata\"|]).EnumerateObject()) { switch (p.Name) { case \"session_id\": _ = p.Value.GetString(); break; case \"x\": break; } }", "")]
    [InlineData("if (body[[|\"metadata\"|]] is JsonObject tags) { foreach (var (key, value) in tags) { if (key is \"session_id\" or \"trace_user_id\") { _ = value; } } }", "")]
    [InlineData("foreach (var pair in body[[|\"metadata\"|]]!.AsObject()) { if (pair.Key == \"session_id\") { _ = pair.Value; } }", "")]
    [InlineData("foreach (var p in element.EnumerateObject()) { if (p.NameEquals([|\"metadata\"|])) { _ = p.Value.GetProperty(\"session_id\"); } }", "")]
    [InlineData("_ = element.GetProperty([|\"metadata\"|]).EnumerateObject().FirstOrDefault(p => p.Name == \"session_id\").Value;", "")]
    [InlineData("_ = element.EnumerateObject().First(p => p.Name == [|\"metadata\"|]).Value.GetProperty(\"session_id\");", "")]
    [InlineData("http.Items[\"m\"] = body[[|\"metadata\"|]]; _ = (http.Items[\"m\"] as JsonNode)?[\"session_id\"];", "")]
    [InlineData("http.Items[\"m\"] = body[[|\"metadata\"|]]; if (http.Items.TryGetValue(\"m\", out var v) && v is JsonObject m) { _ = m[\"session_id\"]; }", "")]
    [InlineData("var doc = (JsonDocument)http.Items[\"doc\"]!; _ = doc.RootElement.GetProperty([|\"metadata\"|]).GetProperty(\"session_id\");", "public class Reader(RequestDelegate next) { public async Task InvokeAsync(HttpContext context) { context.Items[\"doc\"] = await JsonDocument.ParseAsync(context.Request.Body); await next(context); } }")]
    [InlineData("_ = ((JsonElement)http.Items[\"metadata\"]!).GetProperty(\"session_id\");", "public class Reader(RequestDelegate next) { public async Task InvokeAsync(HttpContext context) { using var doc = await JsonDocument.ParseAsync(context.Request.Body); context.Items[\"metadata\"] = doc.RootElement.GetProperty([|\"metadata\"|]).Clone(); await next(context); } }")]
    [InlineData("_ = ((JsonObject)http.Items[Keys.Body]!)[[|\"metadata\"|]]?[\"session_id\"];", "public static class Keys { public static readonly object Body = new(); } public class Reader(RequestDelegate next) { public async Task InvokeAsync(HttpContext context) { context.Items[Keys.Body] = (await JsonNode.ParseAsync(context.Request.Body))!.AsObject(); await next(context); } }")]
    [InlineData("_ = new Wrapper(body).SessionId;", "class Wrapper(JsonObject json) { public string? SessionId => (string?)json[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("_ = new Wrapper(body).SessionId;", "class Wrapper { private readonly JsonObject _json; public Wrapper(JsonObject json) { _json = json; } public string? SessionId => (string?)_json[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("var context = new RequestContext { Body = body, Http = http }; Service.Run(context);", "class RequestContext { public required JsonObject Body { get; init; } public required HttpContext Http { get; init; } } static class Service { public static void Run(RequestContext context) => _ = context.Body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("Service.Run(new RequestContext(body, http));", "record RequestContext(JsonObject Body, HttpContext Http); static class Service { public static void Run(RequestContext context) => _ = context.Body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("var (ok, request) = await LoadAsync(http); _ = request![[|\"metadata\"|]]?[\"session_id\"]; static async Task<(bool, JsonNode?)> LoadAsync(HttpContext http) { var node = await JsonNode.ParseAsync(http.Request.Body); return (true, node); }", "")]
    [InlineData("if (TryLoad(body, out var m)) { _ = m[\"session_id\"]; } static bool TryLoad(JsonObject body, out JsonObject m) { m = (JsonObject)body[[|\"metadata\"|]]!; return m is not null; }", "")]
    [InlineData("_ = Metadata(body)?[\"session_id\"]; static JsonNode? Metadata(JsonObject body) => body[[|\"metadata\"|]];", "")]
    [InlineData("using var reader = new StreamReader(http.Request.Body); var raw = await reader.ReadToEndAsync(); using var doc = JsonDocument.Parse(raw); _ = doc.RootElement.GetProperty([|\"metadata\"|]).GetProperty(\"version\");", "")]
    [InlineData("using var ms = new MemoryStream(); await http.Request.Body.CopyToAsync(ms); var n = JsonNode.Parse(ms.ToArray()); _ = n![[|\"metadata\"|]]?[\"version\"];", "")]
    [InlineData("var buffer = new byte[10]; await http.Request.Body.ReadExactlyAsync(buffer); var n = JsonNode.Parse(System.Text.Encoding.UTF8.GetString(buffer)); _ = n![[|\"metadata\"|]]?[\"session_id\"];", "")]
    [InlineData("await With(http, b => _ = b[[|\"metadata\"|]]?[\"session_id\"]); static async Task With(HttpContext http, Action<JsonNode> run) { var n = await JsonNode.ParseAsync(http.Request.Body); run(n!); }", "")]
    [InlineData("body[\"metadata\"] ??= new JsonObject(); body[[|\"metadata\"|]]![\"trace_user_id\"] = \"u\";", "")]
    [InlineData("var r = body.Deserialize<Req>()!; _ = r.[|Metadata|]?[\"session_id\"];", "public class Req { public JsonObject? Metadata { get; set; } [JsonPropertyName(\"litellm_metadata\")] public JsonObject? Own { get; set; } }")]
    [InlineData("var r = body.Deserialize<Req>()!; var m = r.[|Metadata|]; if (m is null) m = r.Own; _ = m?[\"session_id\"];", "public class Req { public JsonObject? Metadata { get; set; } [JsonPropertyName(\"litellm_metadata\")] public JsonObject? Own { get; set; } }")]
    [InlineData("await new Mediator().Send(new ChatCommand(body));", "interface IRequest<T>; interface IHandler<TRequest, TResult> { Task<TResult> Handle(TRequest request); } record ChatCommand(JsonObject Body) : IRequest<string>; class ChatHandler : IHandler<ChatCommand, string> { public Task<string> Handle(ChatCommand command) => Task.FromResult(command.Body[[|\"metadata\"|]]?[\"session_id\"]?.ToString() ?? \"\"); } class Mediator { public Task<string> Send(ChatCommand command) => new ChatHandler().Handle(command); }")]
    [InlineData("_ = body[Fields[\"claude\"]]?[\"session_id\"];", "public static partial class Endpoint { private static readonly Dictionary<string, string> Fields = new() { [\"openai\"] = \"metadata\", [\"claude\"] = [|\"metadata\"|] }; }")]
    [InlineData("await new Service(null!).Run();", "class Service(IHttpContextAccessor accessor) { public async Task Run() { var n = await JsonNode.ParseAsync(accessor.HttpContext!.Request.Body); _ = n![[|\"metadata\"|]]?[\"session_id\"]; } }")]
    [InlineData("var form = await http.Request.ReadFormAsync(); _ = JsonNode.Parse(form[[|\"metadata\"|]]!)![\"session_id\"];", "")]
    [InlineData("new Reader().Read(body);", "partial class Reader { [TracedStage(\"read\")] public partial void Read(JsonObject body); void ReadCore(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("static JsonNode? Walk(JsonNode? whole, params string[] names) { foreach (var name in names) { whole = whole?[name]; } return whole; } _ = Walk(body, [|\"metadata\"|])?[\"session_id\"];", "")]
    [InlineData("var session = element.Text([|\"metadata\"|], \"session_id\"); var user = element.Text(\"metadata\", \"user_id\");", "public static class JsonReading { public static string? Text(this JsonElement element, params string[] path) { var current = element; foreach (var name in path) { if (current.ValueKind != JsonValueKind.Object || !current.TryGetProperty(name, out current)) { return null; } } return current.ValueKind == JsonValueKind.String ? current.GetString() : null; } }")]
    [InlineData("http.Items[\"gateway\"] = Body(http)[[|\"metadata\"|]]; Stamp(http); static void Stamp(HttpContext c) { if (c.Items[\"gateway\"] is JsonObject g) { _ = g[\"session_id\"]?.ToString(); } } static JsonObject Body(HttpContext c) => c.Items[\"body\"] as JsonObject ?? throw new Exception(\"no\");", "public class Reader(RequestDelegate next) { public async Task InvokeAsync(HttpContext context) { context.Request.EnableBuffering(); try { var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted); context.Items[\"body\"] = body; } catch (JsonException e) { throw new Exception(\"x\", e); } await next(context); } }")]
    public Task Follows_the_request(string statements, string types) => Verify.VerifyAnalyzerAsync(RouteCode.AsyncHandler("/v1/messages", statements, types));

    [Theory]
    [InlineData("_ = ReadString(body[\"metadata\"], \"user_id\"); _ = ReadString(body[\"litellm_metadata\"], \"session_id\"); static string? ReadString(JsonNode? o, string key) => o?[key]?.GetValue<string>();", "")]
    [InlineData("_ = Read(body, \"litellm_metadata\", \"session_id\"); _ = Read(body, \"metadata\", \"user_id\"); static string? Read(JsonObject o, string field, string key) => o[field]?[key]?.ToString();", "")]
    [InlineData("_ = Find(body, \"litellm_metadata\", \"session_id\"); _ = Find(body, \"metadata\", \"user_id\"); static string? Find(JsonNode? node, params string[] path) { foreach (var s in path) { node = (node as JsonObject)?[s]; } return node?.ToString(); }", "")]
    [InlineData("if (body[\"litellm_metadata\"] is JsonObject tags) { foreach (var (key, value) in tags) { if (key is \"session_id\" or \"trace_user_id\") { _ = value; } } }", "")]
    [InlineData("if (body[\"metadata\"] is JsonObject tags) { foreach (var (key, value) in tags) { if (key is \"user_id\") { _ = value; } } }", "")]
    [InlineData("foreach (var p in element.EnumerateObject()) { if (p.NameEquals(\"litellm_metadata\")) { _ = p.Value.GetProperty(\"session_id\"); } }", "")]
    [InlineData("foreach (var p in element.EnumerateObject()) { _ = IsMetadata(p); } static bool IsMetadata(JsonProperty p) => p.NameEquals(\"metadata\") || p.Name == \"session_id\";", "")]
    [InlineData("http.Items[\"m\"] = body[\"litellm_metadata\"]; _ = (http.Items[\"m\"] as JsonNode)?[\"session_id\"]; http.Items[\"p\"] = body[\"metadata\"]; _ = (http.Items[\"p\"] as JsonNode)?[\"user_id\"];", "")]
    [InlineData("var answer = await new HttpClient().GetFromJsonAsync<JsonObject>(\"http://p\"); _ = new Wrapper(answer!).SessionId;", "class Wrapper(JsonObject json) { public string? SessionId => (string?)json[\"metadata\"]?[\"session_id\"]; }")]
    [InlineData("await With(b => _ = b[\"metadata\"]?[\"session_id\"]); static async Task With(Action<JsonNode> run) { var n = await new HttpClient().GetFromJsonAsync<JsonNode>(\"http://p\"); run(n!); }", "")]
    [InlineData("var r = body.Deserialize<Req>()!; _ = (r.Own ?? r.Metadata)?[\"session_id\"]; _ = r.Metadata?[\"user_id\"];", "public class Req { public JsonObject? Metadata { get; set; } [JsonPropertyName(\"litellm_metadata\")] public JsonObject? Own { get; set; } }")]
    [InlineData("var answer = await SendAsync(body); _ = answer![\"metadata\"]?[\"session_id\"]; static async Task<JsonNode?> SendAsync(JsonObject request) { using var client = new HttpClient(); var response = await client.PostAsJsonAsync(\"http://p\", request); return await response.Content.ReadFromJsonAsync<JsonNode>(); }", "")]
    [InlineData("await new Service(null!).Run(body);", "interface IProvider { Task<JsonNode> SendAsync(JsonObject request); } class Provider(HttpClient client) : IProvider { public async Task<JsonNode> SendAsync(JsonObject request) { var response = await client.PostAsJsonAsync(\"/\", request); return (await response.Content.ReadFromJsonAsync<JsonNode>())!; } } class Service(IProvider provider) { public async Task Run(JsonObject body) { var answer = await provider.SendAsync(body); _ = answer[\"metadata\"]?[\"session_id\"]; } }")]
    [InlineData("await new Service(null!).Run(body);", "interface IProvider { Task<JsonNode> SendAsync(JsonObject request); } class Service(IProvider provider) { public async Task Run(JsonObject body) { var answer = await provider.SendAsync(body); _ = answer[\"metadata\"]?[\"session_id\"]; } }")]
    [InlineData("using var response = await new HttpClient().GetAsync(\"http://p\"); using var reader = new StreamReader(await response.Content.ReadAsStreamAsync()); while (await reader.ReadLineAsync() is { } line) { var chunk = JsonNode.Parse(line.Substring(6)); _ = chunk?[\"metadata\"]?[\"session_id\"]; }", "")]
    [InlineData("await foreach (var chunk in Chunks()) { _ = chunk[\"metadata\"]?[\"session_id\"]; } static async IAsyncEnumerable<JsonNode> Chunks() { using var client = new HttpClient(); using var reader = new StreamReader(await client.GetStreamAsync(\"http://p\")); while (await reader.ReadLineAsync() is { } line) { yield return JsonNode.Parse(line)!; } }", "")]
    [InlineData("var s = new State(); await s.Load(); _ = s.Answer![\"metadata\"]?[\"session_id\"];", "class State { public JsonNode? Answer { get; private set; } public async Task Load() => Answer = await new HttpClient().GetFromJsonAsync<JsonNode>(\"http://p\"); }")]
    [InlineData("var a = await SendAsync(); _ = a.Raw[\"metadata\"]?[\"session_id\"]; static async Task<Answer> SendAsync() { var n = await new HttpClient().GetFromJsonAsync<JsonObject>(\"http://p\"); return new Answer(n!, 200); }", "record Answer(JsonObject Raw, int Status);")]
    [InlineData("var a = await ForwardAsync(http); _ = a[\"metadata\"]?[\"session_id\"]; static async Task<JsonNode> ForwardAsync(HttpContext http) { using var client = new HttpClient(); using var m = new HttpRequestMessage(HttpMethod.Post, \"http://p\") { Content = new StreamContent(http.Request.Body) }; using var r = await client.SendAsync(m); return JsonNode.Parse(await r.Content.ReadAsStringAsync())!; }", "")]
    [InlineData("var a = await SendAsync<Answer>(body); _ = a!.Metadata?[\"session_id\"]; static async Task<T?> SendAsync<T>(object request) { using var c = new HttpClient(); using var r = await c.PostAsJsonAsync(\"http://p\", request); return JsonSerializer.Deserialize<T>(await r.Content.ReadAsStringAsync()); }", "public class Answer { public JsonObject? Metadata { get; set; } }")]
    [InlineData("if (!Cache.TryGetValue(\"k\", out var a)) { a = await new HttpClient().GetFromJsonAsync<JsonObject>(\"http://p\"); Cache[\"k\"] = a!; } _ = a![\"metadata\"]?[\"session_id\"];", "public static partial class Endpoint { static readonly Dictionary<string, JsonObject> Cache = new(); }")]
    [InlineData("var a = await Retry(() => new HttpClient().GetFromJsonAsync<JsonObject>(\"http://p\")); _ = a![\"metadata\"]?[\"session_id\"]; static async Task<T> Retry<T>(Func<Task<T>> run) { try { return await run(); } catch { return await run(); } }", "")]
    [InlineData("var t = await new Store().Get(\"t\"); _ = t![\"metadata\"]?[\"session_id\"];", "class Store { public Task<JsonObject?> Get(string id) => Task.FromResult<JsonObject?>(Read(id)); JsonObject Read(string id) => JsonNode.Parse(System.IO.File.ReadAllText(id))!.AsObject(); }")]
    [InlineData("var c = http.RequestServices.GetRequiredService<IConfiguration>(); _ = c.GetSection(\"metadata\")[\"session_id\"];", "")]
    [InlineData("static JsonNode? Walk(JsonNode? whole, params string[] names) { foreach (var name in names) { whole = whole?[name]; } return whole; } _ = Walk(body, \"litellm_metadata\")?[\"session_id\"];", "")]
    public Task Leaves_alone(string statements, string types) => Verify.VerifyAnalyzerAsync(RouteCode.AsyncHandler("/v1/messages", statements, types));

    [Theory]
    [InlineData("public static class E { static readonly Delegate H = [TracedLlmRoute] ([FromBody] JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; public static void Map(WebApplication app) => app.MapPost(\"/v1/messages\", H); }")]
    [InlineData("public static class E { public static void Map(WebApplication app) { var group = app.MapGroup(\"/v1\"); var h = [TracedLlmRoute] ([FromBody] JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; group.MapPost(\"/chat/completions\", h); group.MapPost(\"/messages\", h); } }")]
    [InlineData("public static class E { public static void Map(WebApplication app) { Delegate h = Handle; app.MapPost(\"/v1/messages\", h); } [TracedLlmRoute] static void Handle([FromBody] JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("public static class E { public static void Map(WebApplication app) { var h = [TracedLlmRoute] ([FromBody] JsonObject body) => _ = body[\"metadata\"]?[\"session_id\"]; app.MapPost(\"/v1/chat/completions\", h); } }")]
    [InlineData("[ApiController] public class MessagesController : ControllerBase { [TracedLlmRoute, HttpPost(\"/v1/messages\")] public async Task<string?> Post() { using var doc = await JsonDocument.ParseAsync(Request.Body); return doc.RootElement.GetProperty([|\"metadata\"|]).GetProperty(\"session_id\").GetString(); } }")]
    [InlineData("public static class E { public static void Map(WebApplication app, Service service) { app.MapPost(\"/v1/responses\", [TracedLlmRoute] (HttpContext http) => service.Forward(http, \"responses\")); app.MapPost(\"/v1/messages\", [TracedLlmRoute] (HttpContext http) => service.Forward(http, \"messages\")); app.MapPost(\"/v1/chat/completions\", [TracedLlmRoute] (HttpContext http) => service.Forward(http, \"chat/completions\")); } } public class Service { public async Task Forward(HttpContext http, string path) { var body = await JsonNode.ParseAsync(http.Request.Body); var field = path.StartsWith(\"messages\", StringComparison.Ordinal) ? \"litellm_metadata\" : [|\"metadata\"|]; _ = body![field]?[\"session_id\"]; } }")]
    [InlineData("public static class E { public static void Map(WebApplication app, Service service) { app.MapPost(\"/v1/responses\", [TracedLlmRoute] (HttpContext http) => service.Forward(http, \"responses\")); app.MapPost(\"/v1/messages\", [TracedLlmRoute] (HttpContext http) => service.Forward(http, \"messages\")); app.MapPost(\"/v1/chat/completions\", [TracedLlmRoute] (HttpContext http) => service.Forward(http, \"chat/completions\")); } } public class Service { public async Task Forward(HttpContext http, string path) { var body = await JsonNode.ParseAsync(http.Request.Body); var field = path is \"responses\" or \"messages\" ? \"litellm_metadata\" : \"metadata\"; _ = body![field]?[\"session_id\"]; } }")]
    [InlineData("public partial class E { public static void Map(WebApplication app, E e) => app.MapPost(\"/v1/messages\", e.Handle); [TracedLlmRoute] public partial Task Handle(HttpContext http); private async Task HandleCore(HttpContext http) { var n = await JsonNode.ParseAsync(http.Request.Body); _ = n![[|\"metadata\"|]]?[\"session_id\"]; } }")]
    [InlineData("public class Messages : Base { public static void Map(WebApplication app, Messages m, Chat c) { app.MapPost(\"/v1/messages\", m.HandleAsync); app.MapPost(\"/v1/chat/completions\", c.HandleAsync); } [TracedLlmRoute] public Task HandleAsync(HttpContext http) => RunAsync(http); protected override void Execute(JsonElement body) => _ = body.GetProperty([|\"metadata\"|]).GetProperty(\"session_id\"); } public class Chat : Base { [TracedLlmRoute] public Task HandleAsync(HttpContext http) => RunAsync(http); protected override void Execute(JsonElement body) => _ = body.GetProperty(\"metadata\").GetProperty(\"session_id\"); } public class Responses : Base { protected override void Execute(JsonElement body) => _ = body.GetProperty(\"litellm_metadata\").GetProperty(\"session_id\"); } public abstract class Base { protected async Task RunAsync(HttpContext http) { using var doc = await JsonDocument.ParseAsync(http.Request.Body); Execute(doc.RootElement); } protected abstract void Execute(JsonElement body); }")]
    [InlineData("public static class E { public static void Map(WebApplication app) => app.MapPost(\"/v1/embeddings\", Embed); [TracedLlmRoute] static async Task Embed(HttpContext http) { using (var reader = new StreamReader(http.Request.Body)) { var text = await reader.ReadToEndAsync(); var json = JsonSerializer.Deserialize<JsonObject>(text); if (json == null || json[\"input\"] == null) { throw new Exception(\"input\"); } JsonNode? part = null; foreach (var pair in json.AsObject()) { if (pair.Key == [|\"litellm_metadata\"|]) { part = pair.Value; } } var metadata = part as JsonObject; if (metadata != null && metadata.TryGetPropertyValue(\"trace_user_id\", out var user)) { http.Response.Headers[\"X-User\"] = user?.ToString(); } } } }")]
    [InlineData("public static class E { enum D { OpenAi, Claude } public static void Map(WebApplication app) { Func<HttpContext, Task> chat = [TracedLlmRoute] (http) => Run(http, D.OpenAi); Func<HttpContext, Task> messages = [TracedLlmRoute] (http) => Run(http, D.Claude); app.MapPost(\"/v1/chat/completions\", chat); app.MapPost(\"/v1/messages\", messages); } static async Task Run(HttpContext http, D d) { var body = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject(); _ = body[Field(d)] switch { JsonObject own => own[\"session_id\"]?.ToString(), _ => null }; } static string Field(D d) => d switch { D.Claude => \"litellm_metadata\", _ => [|\"litellm_metadata\"|] }; }")]
    [InlineData("public static class E { public static void Map(WebApplication app) { RequestDelegate speech = SpeechAsync; app.MapPost(\"/v1/audio/speech\", speech); } [TracedLlmRoute] static async Task SpeechAsync(HttpContext http) { var body = (await JsonNode.ParseAsync(http.Request.Body))!.AsObject(); if (body.TryGetPropertyValue([|\"litellm_metadata\"|], out var metadata) && metadata is JsonObject facts) { _ = facts[\"session_id\"]; } } }")]
    [InlineData("public static class E { const string OWN = \"litellm_metadata\"; public static void Map(WebApplication app) { app.MapPost(\"/v1/chat/completions\", Chat); } [TracedLlmRoute] static async Task Chat(HttpContext http) { bool found = false; string s = \"\"; using (JsonDocument doc = JsonDocument.Parse(await new StreamReader(http.Request.Body).ReadToEndAsync())) { JsonElement root = doc.RootElement; JsonElement meta; JsonElement value; found = root.TryGetProperty([|OWN|], out meta); if (found == true) { if (meta.TryGetProperty(\"session_id\", out value) == true) { s = value.GetString() ?? \"\"; } } } } }")]
    public Task Finds_the_route(string code) => Verify.VerifyAnalyzerAsync(RouteCode.Usings + code);

    [Theory]
    [InlineData("public static class E { public static void Map(WebApplication app, Service service) { app.MapPost(\"/v1/responses\", [TracedLlmRoute] (HttpContext http) => service.Forward(http, \"responses\")); app.MapPost(\"/v1/chat/completions\", [TracedLlmRoute] (HttpContext http) => service.Forward(http, \"chat/completions\")); } } public class Service { public async Task Forward(HttpContext http, string path) { var body = await JsonNode.ParseAsync(http.Request.Body); var field = path == \"responses\" ? [|\"metadata\"|] : [|\"litellm_metadata\"|]; _ = body![field]?[\"session_id\"]; } }", "public static class E { public static void Map(WebApplication app, Service service) { app.MapPost(\"/v1/responses\", [TracedLlmRoute] (HttpContext http) => service.Forward(http, \"responses\")); app.MapPost(\"/v1/chat/completions\", [TracedLlmRoute] (HttpContext http) => service.Forward(http, \"chat/completions\")); } } public class Service { public async Task Forward(HttpContext http, string path) { var body = await JsonNode.ParseAsync(http.Request.Body); var field = path == \"responses\" ? \"litellm_metadata\" : \"metadata\"; _ = body![field]?[\"session_id\"]; } }")]
    public Task Fixes_a_choice(string code, string fixedCode) => Verify.VerifyCodeFixAsync(RouteCode.Usings + code, RouteCode.Usings + fixedCode);

    [Theory]
    [InlineData("var r = body.Deserialize<Req>()!; var m = r.[|Metadata|] ?? r.Own; _ = m?[\"session_id\"];", "var r = body.Deserialize<Req>()!; var m = r.Own ?? r.Metadata; _ = m?[\"session_id\"];", "public class Req { public JsonObject? Metadata { get; set; } [JsonPropertyName(\"litellm_metadata\")] public JsonObject? Own { get; set; } }")]
    [InlineData("body[\"metadata\"] ??= new JsonObject(); body[[|\"metadata\"|]]![\"trace_user_id\"] = \"u\";", "body[\"metadata\"] ??= new JsonObject(); body[[|\"metadata\"|]]![\"trace_user_id\"] = \"u\";", "")]
    [InlineData("var r = body.Deserialize<Req>()!; _ = r.[|Metadata|]?[\"session_id\"];", "var r = body.Deserialize<Req>()!; _ = r.Own?[\"session_id\"];", "public class Req { public JsonObject? Metadata { get; set; } [JsonPropertyName(\"litellm_metadata\")] public JsonObject? Own { get; set; } }")]
    public Task Fixes_what_keeps_its_meaning(string statements, string fixedStatements, string types) => Verify.VerifyCodeFixAsync(
        RouteCode.AsyncHandler("/v1/messages", statements, types), RouteCode.AsyncHandler("/v1/messages", fixedStatements, types));

    [Fact]
    public Task Fixes_a_path() => Verify.VerifyCodeFixAsync(Newtonsoft("[|\"$.metadata.session_id\"|]"), Newtonsoft("\"$.litellm_metadata.session_id\""));

    private static string Newtonsoft(string path) => $$"""
        using Newtonsoft.Json.Linq;
        class Endpoint
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/messages", Handle);

            [TracedLlmRoute]
            static async Task Handle(HttpContext http)
            {
                var body = JObject.Parse(await new StreamReader(http.Request.Body).ReadToEndAsync());
                _ = body.SelectToken({{path}});
                _ = body.SelectToken("metadata.user_id");
            }
        }

        namespace Newtonsoft.Json.Linq { public class JToken { public JToken? SelectToken(string path) => null; } public class JObject : JToken { public static JObject Parse(string text) => new(); } }
        """;
}
