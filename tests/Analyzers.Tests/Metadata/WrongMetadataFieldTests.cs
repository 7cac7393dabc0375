using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.Metadata;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Metadata.WrongMetadataField, TracedLlm.CodeFixes.Metadata.WrongMetadataFieldFix>;

namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>TLM1001, <see cref="WrongMetadataField"/> and <see cref="WrongMetadataFieldFix"/>.</summary>
public class WrongMetadataFieldTests
{
    [Theory]
    [InlineData("_ = body[[|\"metadata\"|]]?[\"session_id\"];")]
    [InlineData("_ = body[[|\"metadata\"|]]![\"trace_id\"]!.GetValue<string>();")]
    [InlineData("_ = body[[|\"metadata\"|]]?[\"trace_id\"]?.GetValue<string>();")]
    [InlineData("_ = node[[|\"metadata\"|]]?.AsObject()[\"tags\"];")]
    [InlineData("_ = (body[[|\"metadata\"|]] as JsonObject)?[\"user_api_key_hash\"];")]
    [InlineData("_ = element.GetProperty([|\"metadata\"|]).GetProperty(\"session_id\").GetString();")]
    [InlineData("_ = element.GetProperty([|\"metadata\"u8|]).GetProperty(\"session_id\"u8).GetString();")]
    [InlineData("if (element.TryGetProperty([|\"metadata\"|], out var found) && found.TryGetProperty(\"session_id\", out _)) { }")]
    [InlineData("if (body.TryGetPropertyValue([|\"metadata\"|], out var found)) { _ = found![\"session_id\"]; }")]
    [InlineData("if (body[[|\"metadata\"|]] is JsonObject found) { _ = found[\"session_id\"]; }")]
    [InlineData("if (body[[|\"metadata\"|]] is { } found && found[\"generation_name\"] is { } name) { _ = name.ToString(); }")]
    [InlineData("var metadata = body[[|\"metadata\"|]]; _ = metadata?[\"session_id\"];")]
    [InlineData("JsonNode? metadata; metadata = body[[|\"metadata\"|]]; _ = metadata?[\"session_id\"];")]
    [InlineData("var metadata = body[[|\"metadata\"|]] ?? new JsonObject(); _ = metadata[\"session_id\"];")]
    [InlineData("_ = map[[|\"metadata\"|]][\"session_id\"];")]
    [InlineData("if (map.TryGetValue([|\"metadata\"|], out var found)) { _ = found.GetValueOrDefault(\"session_id\"); }")]
    [InlineData("const string Name = \"metadata\", Key = \"session_id\"; _ = body[[|Name|]]?[Key];")]
    [InlineData("body[[|\"metadata\"|]]![\"session_id\"] = \"s\";")]
    [InlineData("(body[[|\"metadata\"|]] ??= new JsonObject())[\"session_id\"] = \"s\";")]
    [InlineData("body[[|\"metadata\"|]] = new JsonObject { [\"session_id\"] = \"s\" };")]
    [InlineData("body.Add([|\"metadata\"|], new JsonObject { { \"session_id\", \"s\" } });")]
    [InlineData("var metadata = new JsonObject(); metadata[\"session_id\"] = \"s\"; body[[|\"metadata\"|]] = metadata;")]
    [InlineData("var sent = new JsonObject { [[|\"metadata\"|]] = new JsonObject { [\"trace_user_id\"] = \"u\" } };")]
    [InlineData("map[[|\"metadata\"|]] = new() { [\"session_id\"] = \"s\" };")]
    [InlineData("Action late = () => _ = body[[|\"metadata\"|]]?[\"session_id\"]; late();")]
    [InlineData("Read(); void Read() => _ = body[[|\"metadata\"|]]?[\"session_id\"];")]
    [InlineData("Read(body[[|\"metadata\"|]]); static void Read(JsonNode? metadata) => _ = metadata?[\"session_id\"];")]
    [InlineData("body.Remove(\"litellm_metadata\"); _ = body[[|\"metadata\"|]]?[\"session_id\"];")]
    [InlineData("_ = body[[|\"metadata\"|]]?[\"version\"];")]
    [InlineData("_ = Load(http)[[|\"metadata\"|]]?[\"version\"]; static JsonObject Load(HttpContext http) => new();")]
    [InlineData("_ = JsonNode.Parse(new System.IO.StreamReader(http.Request.Body).ReadToEnd())![[|\"metadata\"|]]?[\"version\"];")]
    [InlineData("Late(); async void Late() { var sent = await http.Request.ReadFromJsonAsync<JsonObject>(); if (sent is { } read) { _ = read[[|\"metadata\"|]]?[\"headers\"]; } }")]
    [InlineData("Read(body); static void Read(JsonNode sent) => _ = sent[[|\"metadata\"|]]?[\"endpoint\"];")]
    [InlineData("_ = Load()[[|\"metadata\"|]]?[\"trace_id\"]; static JsonObject Load() => new();")]
    [InlineData("_ = body[\"litellm_metadata\"]?[\"trace_id\"]; _ = body[[|\"metadata\"|]]?[\"session_id\"];")]
    public async Task Flags_metadata_on_litellm_metadata_routes(string statements)
    {
        await Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", statements));
        await Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/responses", statements));
    }

    [Theory]
    [InlineData("_ = body[\"litellm_metadata\"]?[\"session_id\"];")]
    [InlineData("_ = body[\"metadata\"]?[\"user_id\"];")]
    [InlineData("_ = element.GetProperty(\"metadata\").GetProperty(\"user_id\").GetString();")]
    [InlineData("_ = element.GetProperty(\"metadata\").GetRawText();")]
    [InlineData("_ = body[\"metadata\"]?[\"ticket\"];")]
    [InlineData("_ = body[\"metadata\"]?.ToJsonString();")]
    [InlineData("var sent = new JsonObject(); sent[\"metadata\"] = body[\"metadata\"]?.DeepClone();")]
    [InlineData("var sent = new JsonObject { [\"metadata\"] = body[\"metadata\"]?.DeepClone() };")]
    [InlineData("body.Remove(\"metadata\");")]
    [InlineData("if (body.ContainsKey(\"metadata\")) { _ = body[\"session_id\"]; }")]
    [InlineData("_ = body[\"session_id\"];")]
    [InlineData("_ = body[\"Metadata\"]?[\"session_id\"];")]
    [InlineData("_ = (body[\"litellm_metadata\"] ?? body[\"metadata\"])?[\"session_id\"];")]
    [InlineData("_ = body[\"litellm_metadata\"]?[\"session_id\"] ?? body[\"metadata\"]?[\"session_id\"];")]
    [InlineData("var metadata = http.Request.Query.Count > 0 ? body[\"litellm_metadata\"] : body[\"metadata\"]; _ = metadata?[\"session_id\"];")]
    [InlineData("var own = body[\"litellm_metadata\"]; _ = Session(own) ?? body[\"metadata\"]?[\"session_id\"]; static JsonNode? Session(JsonNode? metadata) => null;")]
    [InlineData("foreach (var name in new[] { \"litellm_metadata\", \"metadata\" }) { _ = body[name]?[\"session_id\"]; }")]
    [InlineData("_ = http.Request.Headers[\"metadata\"]; _ = http.Request.Query[\"metadata\"]; _ = http.Request.RouteValues[\"metadata\"];")]
    [InlineData("http.Items[\"metadata\"] = body[\"session_id\"];")]
    [InlineData("_ = http.RequestServices.GetRequiredService<IConfiguration>().GetSection(\"metadata\")[\"session_id\"];")]
    [InlineData("var metadata = new JsonObject { [\"session_id\"] = \"s\" }; body[\"litellm_metadata\"] = metadata;")]
    [InlineData("_ = body[\"messages\"]?[0]?[\"session_id\"];")]
    [InlineData("_ = new HttpClient().GetFromJsonAsync<JsonObject>(\"http://localhost\").Result![\"metadata\"]?[\"version\"];")]
    [InlineData("_ = new HttpClient().GetFromJsonAsync<JsonObject>(\"http://localhost\").Result![\"metadata\"]?[\"session_id\"];")]
    [InlineData("Late(new HttpClient()); async void Late(HttpClient client) { var answer = await client.GetFromJsonAsync<JsonObject>(\"http://localhost\"); _ = answer?[\"metadata\"]?[\"tags\"]; }")]
    [InlineData("Late(new HttpResponseMessage()); async void Late(HttpResponseMessage response) { var text = await response.Content.ReadAsStringAsync(); _ = JsonNode.Parse(text)![\"metadata\"]?[\"trace_id\"]; }")]
    [InlineData("Late(new HttpResponseMessage()); async void Late(HttpResponseMessage response) { using var answer = await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync()); _ = answer.RootElement.GetProperty(\"metadata\").GetProperty(\"session_id\"); }")]
    [InlineData("_ = JsonNode.Parse(System.IO.File.ReadAllText(\"models.json\"))![\"metadata\"]?[\"session_id\"];")]
    [InlineData("_ = JsonNode.Parse(\"{}\")![\"metadata\"]?[\"session_id\"];")]
    [InlineData("Read(JsonNode.Parse(\"{}\")!); static void Read(JsonNode answer) => _ = answer[\"metadata\"]?[\"session_id\"];")]
    [InlineData("_ = Load()[\"metadata\"]?[\"version\"]; static JsonObject Load() => new();")]
    [InlineData("_ = map[\"metadata\"][\"prompt\"];")]
    public Task Leaves_alone_on_litellm_metadata_routes(string statements) => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", statements));

    [Theory]
    [InlineData("_ = body[[|\"litellm_metadata\"|]]?[\"session_id\"];")]
    [InlineData("_ = body[[|\"litellm_metadata\"|]]?[\"anything\"];")]
    [InlineData("_ = element.GetProperty([|\"litellm_metadata\"|]).GetProperty(\"tenant\");")]
    [InlineData("body[[|\"litellm_metadata\"|]] = new JsonObject { [\"session_id\"] = \"s\" };")]
    public async Task Flags_litellm_metadata_on_metadata_routes(string statements)
    {
        await Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/chat/completions", statements));
        await Verify.VerifyAnalyzerAsync(RouteCode.Handler("/openai/deployments/{model}/embeddings", statements));
    }

    [Theory]
    [InlineData("_ = body[\"metadata\"]?[\"session_id\"];")]
    [InlineData("body[\"metadata\"] = new JsonObject { [\"trace_user_id\"] = \"u\" };")]
    [InlineData("_ = body[\"metadata\"]?[\"session_id\"] ?? body[\"litellm_metadata\"]?[\"session_id\"];")]
    [InlineData("_ = body[\"litellm_metadata\"];")]
    [InlineData("body.Remove(\"litellm_metadata\");")]
    [InlineData("var sent = new JsonObject(); sent[\"litellm_metadata\"] = body[\"litellm_metadata\"]?.DeepClone();")]
    public Task Leaves_alone_on_metadata_routes(string statements) => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/chat/completions", statements));

    [Theory]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute] ([FromBody] JsonObject body) => Read.Wrong(body));")]
    [InlineData("app.MapPost(\"/messages\", [TracedLlmRoute] async ([FromBody] JsonObject body) => { await Task.Yield(); Read.Wrong(body); });")]
    [InlineData("app.MapGroup(\"/llm\").MapGroup(\"v1\").MapPost(\"messages\", [TracedLlmRoute] ([FromBody] JsonObject body) => Read.Wrong(body));")]
    [InlineData("var v1 = app.MapGroup(\"/v1/threads\").RequireAuthorization(); v1.MapPost(\"/{id}/runs\", [TracedLlmRoute] ([FromBody] JsonObject body) => Read.Wrong(body));")]
    [InlineData("app.MapPost(\"/ask\", [TracedLlmRoute(LlmApi.Messages)] ([FromBody] JsonObject body) => Read.Wrong(body));")]
    [InlineData("app.MapPost(\"/v1/chat/completions\", [TracedLlmRoute(MetadataField = MetadataField.LiteLlmMetadata)] ([FromBody] JsonObject body) => Read.Wrong(body));")]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute<Tenant>] ([FromBody] JsonObject body) => Read.Wrong(body));")]
    [InlineData("app.MapMethods(\"/v1/batches\", [\"POST\"], [TracedLlmRoute] ([FromBody] JsonObject body) => Read.Wrong(body));")]
    [InlineData("app.MapPost(\"/v1/messages\", Local); [TracedLlmRoute] static void Local([FromBody] JsonObject body) => Read.Wrong(body);")]
    [InlineData("app.MapPost(\"/v1/messages\", new Service().Handle);")]
    [InlineData("app.MapPost(\"/v1/messages\", new Partial().Handle);")]
    public async Task Finds_the_route(string map)
    {
        await Verify.VerifyAnalyzerAsync(Mapped(map) + Readers("[|\"metadata\"|]"));
        await Verify.VerifyAnalyzerAsync(Mapped(Regex.Replace(map, @"\[TracedLlmRoute[^\]]*\] ", "")) + Readers("\"metadata\"", traced: false));
    }

    [Fact]
    public Task Finds_the_route_in_top_level_statements() => new ProgramTest
    {
        TestCode = RouteCode.Usings + """
            var app = WebApplication.Create();
            app.MapPost("/v1/messages", [TracedLlmRoute] ([FromBody] JsonObject body) => _ = body[[|"metadata"|]]?["session_id"]);
            app.MapPost("/v1/chat/completions", [TracedLlmRoute] ([FromBody] JsonObject body) => _ = body["metadata"]?["session_id"]);
            app.MapPost("/other", ([FromBody] JsonObject body) => _ = body["metadata"]?["session_id"]);
            """,
    }.RunAsync();

    [Theory]
    [InlineData("app.MapPost(\"/v1/chat/completions\", [TracedLlmRoute] ([FromBody] JsonObject body) => Read.Wrong(body));")]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute(LlmApi.ChatCompletions)] ([FromBody] JsonObject body) => Read.Wrong(body));")]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute(MetadataField = MetadataField.Metadata)] ([FromBody] JsonObject body) => Read.Wrong(body));")]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute] () => 1); app.MapPost(\"/other\", ([FromBody] JsonObject body) => Read.Wrong(body));")]
    public Task Leaves_other_routes_alone(string map) => Verify.VerifyAnalyzerAsync(Mapped(map) + Readers("\"metadata\"", traced: false));

    [Theory]
    [InlineData("[HttpPost(\"/v1/messages\")]", "[Route(\"api\")]")]
    [InlineData("[HttpPost(\"messages\")]", "[Route(\"v1\")]")]
    [InlineData("[HttpPost]", "[Route(\"v1/[controller]\")]")]
    [InlineData("[HttpPost, Route(\"v1/[action]\")]", "")]
    public async Task Finds_actions(string action, string controller)
    {
        await Verify.VerifyAnalyzerAsync(Controller("[|\"metadata\"|]", "[TracedLlmRoute]"));
        await Verify.VerifyAnalyzerAsync(Controller("\"metadata\"", ""));
        await Verify.VerifyAnalyzerAsync(Controller("\"metadata\"", "[TracedLlmRoute(LlmApi.ChatCompletions)]"));

        string Controller(string name, string attribute) => RouteCode.Usings + $$"""
            [ApiController] {{controller}} public class MessagesController : ControllerBase
            {
                {{attribute}} {{action}} public void Messages([FromBody] JsonObject body) => _ = body[{{name}}]?["session_id"];
            }
            """;
    }

    [Theory]
    [InlineData("Reader.Read(body)", "static class Reader { public static void Read(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("new Reader(body)", "class Reader { public Reader(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("_ = new Reader(body).Session", "class Reader(JsonObject body) { public JsonNode? Session => body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("((IReader)new Reader()).Read(body)", "interface IReader { void Read(JsonObject body); } class Reader : IReader { public void Read(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("((IReader<string>)new Reader()).Read(body)", "interface IReader<T> { void Read(JsonObject body); } class Reader : IReader<string> { void IReader<string>.Read(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("((Reader)new Derived()).Read(body)", "abstract class Reader { public abstract void Read(JsonObject body); } class Derived : Reader { public override void Read(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("Reader.Run(Reader.Read, body)", "static class Reader { public static void Run(Action<JsonObject> run, JsonObject body) => run(body); public static void Read(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("body.One()", "static class Reader { public static void One(this JsonObject body) => Two(body); static void Two(JsonObject body) => Three(body); static void Three(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("new Reader().Read(body)", "partial class Reader { [TracedStage(\"read\")] public partial void Read(JsonObject body); void ReadCore(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    [InlineData("Generic<string>.Read(body)", "static class Generic<T> { public static void Read(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }")]
    public async Task Follows_calls(string call, string reader)
    {
        await Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", call + ";") + "\n" + reader);
        await Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", "") + "\n" + reader.Replace("[|", "", StringComparison.Ordinal).Replace("|]", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Follows_calls_into_other_files()
    {
        var test = new RuleTest<WrongMetadataField>
        {
            TestState =
            {
                Sources =
                {
                    "using System.Text.Json.Nodes; static class Reader { public static JsonNode? Session(JsonObject body) => body[{|#0:\"metadata\"|}]?[\"session_id\"]; }",
                    "using System.Text.Json.Nodes; class Endpoint { [TracedLlmRoute] public void Handle(JsonObject body) => Reader.Session(body); }",
                    "static class Routes { public static void Map(IEndpointRouteBuilder app, Endpoint endpoint) => app.MapPost(\"/v1/messages\", endpoint.Handle); }",
                },
            },
        };
        test.ExpectedDiagnostics.Add(Verify.Diagnostic().WithLocation(0).WithMessage(
            "'session_id' is gateway metadata in 'metadata', but '/v1/messages' carries gateway metadata in 'litellm_metadata'; use 'litellm_metadata' (Endpoint.Handle → Reader.Session)"));
        await test.RunAsync();
    }

    [Fact]
    public Task Follows_recursive_calls_once() => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", "Loop.Read(body);") + """

        static class Loop
        {
            public static void Read(JsonObject body) { Again(body); _ = body[[|"metadata"|]]?["session_id"]; }
            static void Again(JsonObject body) => Read(body);
        }
        """);

    [Theory]
    [InlineData("static void Shared(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"];")]
    [InlineData("static void Shared(JsonObject body) => _ = body[[|\"litellm_metadata\"|]]?[\"session_id\"];")]
    [InlineData("static void Shared(JsonObject body) { _ = body[[|\"metadata\"|]]?[\"session_id\"]; _ = body[\"litellm_metadata\"]?[\"trace_id\"] ?? body[\"metadata\"]?[\"trace_id\"]; }")]
    public Task Flags_shared_code_that_reads_one_field(string members) => Verify.VerifyAnalyzerAsync(RouteCode.Both(members));

    [Fact]
    public Task Flags_the_code_that_lost_the_parent_in_LiteLLM() => Verify.VerifyCodeFixAsync(
        RouteCode.Both("static void Shared(JsonObject data) => Spans.Context(data);") + """

            static class Spans
            {
                public static string? Context(JsonObject parameters)
                {
                    var metadata = parameters[[|"metadata"|]] as JsonObject;
                    return metadata?["litellm_parent_otel_span"]?.GetValue<string>();
                }
            }
            """,
        RouteCode.Both("static void Shared(JsonObject data) => Spans.Context(data);") + """

            static class Spans
            {
                public static string? Context(JsonObject parameters)
                {
                    var metadata = (parameters["litellm_metadata"] ?? parameters["metadata"]) as JsonObject;
                    return metadata?["litellm_parent_otel_span"]?.GetValue<string>();
                }
            }
            """);

    [Fact]
    public Task Follows_twelve_calls_and_no_more() => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", "Far.F1(body);")
        + "\nstatic class Far { "
        + string.Concat(Enumerable.Range(1, 12).Select(i => $"public static void F{i}(JsonObject body) {{ F{i + 1}(body); }} ")).Replace("F12(JsonObject body) {", "F12(JsonObject body) { _ = body[[|\"metadata\"|]]?[\"session_id\"];", StringComparison.Ordinal)
        + "public static void F13(JsonObject body) { _ = body[\"metadata\"]?[\"session_id\"]; } }");

    [Theory]
    [InlineData("static void Shared(JsonObject body) => _ = (body[\"litellm_metadata\"] ?? body[\"metadata\"])?[\"session_id\"];")]
    [InlineData("static void Shared(JsonObject body) { if (body.Count > 1) { Own(body); } else { Plain(body); } } static void Own(JsonObject body) => _ = body[\"litellm_metadata\"]?[\"session_id\"]; static void Plain(JsonObject body) => _ = body[\"metadata\"]?[\"session_id\"];")]
    [InlineData("static void Shared(JsonObject body) => Read(body, body.Count > 1 ? \"metadata\" : \"litellm_metadata\"); static void Read(JsonObject body, string field) => _ = body[field]?[\"session_id\"];")]
    [InlineData("static void Shared(JsonObject body) => _ = body[\"metadata\"]?[\"user_id\"];")]
    public Task Leaves_shared_code_alone_that_chooses_the_field(string members) => Verify.VerifyAnalyzerAsync(RouteCode.Both(members));

    [Fact]
    public Task Finds_a_route_attribute_with_a_global_alias() => new RuleTest<WrongMetadataField>
    {
        TestState =
        {
            Sources =
            {
                "global using Entry = TracedLlm.TracedLlmRouteAttribute;",
                RouteCode.Usings + "class Messages : ControllerBase { [Entry, HttpPost(\"/v1/messages\")] public void Post([FromBody] JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"]; }",
            },
        },
    }.RunAsync();

    [Fact]
    public Task Reads_the_gateways_own_keys() => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", "_ = body[[|\"metadata\"|]]?[\"tenant_id\"]; _ = body[\"metadata\"]?[\"tenant\"];") + """

        [GatewayMetadata] public partial record TenantMetadata { [MetadataKey("tenant_id", Tag = "app.tenant.id")] public string? TenantId { get; init; } }
        """);

    [Fact]
    public Task Reads_newtonsoft_by_name() => Verify.VerifyAnalyzerAsync("""
        using Newtonsoft.Json.Linq;
        class Endpoint
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/messages", Handle);
            [TracedLlmRoute] static void Handle(HttpContext http) => Read(new JObject());
            static void Read(JObject body) { _ = body[[|"metadata"|]]?["session_id"]; _ = body["metadata"]?["user_id"]; }
        }
        namespace Newtonsoft.Json.Linq { public class JToken { public virtual JToken? this[object key] => null; } public class JObject : JToken { } }
        """);

    [Fact]
    public Task Leaves_other_types_alone() => Verify.VerifyAnalyzerAsync("""
        class Endpoint
        {
            public static void Map(WebApplication app) => app.MapPost("/v1/messages", Handle);
            [TracedLlmRoute] static void Handle(HttpContext http) => _ = new Table()["metadata"]["session_id"];
        }
        class Table { public Table this[string name] => this; }
        """);

    [Theory]
    [InlineData("_ = body[[|\"metadata\"|]]?[\"session_id\"];", "_ = body[\"litellm_metadata\"]?[\"session_id\"];")]
    [InlineData("_ = element.GetProperty([|\"metadata\"u8|]).GetProperty(\"session_id\"u8);", "_ = element.GetProperty(\"litellm_metadata\"u8).GetProperty(\"session_id\"u8);")]
    [InlineData("body[[|\"metadata\"|]] = new JsonObject { [\"session_id\"] = \"s\" };", "body[\"litellm_metadata\"] = new JsonObject { [\"session_id\"] = \"s\" };")]
    [InlineData("const string Name = \"metadata\"; _ = body[[|Name|]]?[\"session_id\"];", "const string Name = \"metadata\"; _ = body[\"litellm_metadata\"]?[\"session_id\"];")]
    [InlineData("_ = body[[|\"metadata\"|]]?[\"session_id\"]; _ = body[[|\"metadata\"|]]?[\"trace_id\"];", "_ = body[\"litellm_metadata\"]?[\"session_id\"]; _ = body[\"litellm_metadata\"]?[\"trace_id\"];")]
    public Task Fixes_the_field(string statements, string fixedStatements) => Verify.VerifyCodeFixAsync(
        RouteCode.Handler("/v1/messages", statements), RouteCode.Handler("/v1/messages", fixedStatements));

    [Fact]
    public Task Fixes_the_other_field() => Verify.VerifyCodeFixAsync(
        RouteCode.Handler("/v1/embeddings", "_ = body[[|\"litellm_metadata\"|]]?[\"session_id\"];"),
        RouteCode.Handler("/v1/embeddings", "_ = body[\"metadata\"]?[\"session_id\"];"));

    [Theory]
    [InlineData("body[[|\"metadata\"|]]?[\"session_id\"]", "(body[\"litellm_metadata\"] ?? body[\"metadata\"])?[\"session_id\"]")]
    [InlineData("body[[|\"litellm_metadata\"|]]![\"session_id\"]", "(body[\"litellm_metadata\"] ?? body[\"metadata\"])![\"session_id\"]")]
    public Task Fixes_shared_code_to_read_both(string read, string fixedRead) => Verify.VerifyCodeFixAsync(
        RouteCode.Both($"static void Shared(JsonObject body) => _ = {read};"), RouteCode.Both($"static void Shared(JsonObject body) => _ = {fixedRead};"));

    [Theory]
    [InlineData("body[[|\"metadata\"|]] = new JsonObject { [\"session_id\"] = \"s\", [\"user_id\"] = \"u\" };")]
    [InlineData("var metadata = body[[|\"metadata\"|]]; _ = metadata?[\"session_id\"]; _ = metadata?[\"user_id\"];")]
    public Task Offers_nothing_for_an_object_with_provider_keys(string statements)
    {
        var code = RouteCode.Handler("/v1/messages", statements);
        return Verify.VerifyCodeFixAsync(code, code);
    }

    [Theory]
    [InlineData("body[[|\"metadata\"|]] = new JsonObject { [\"session_id\"] = \"s\" }")]
    [InlineData("Make(body)[[|\"metadata\"|]]?[\"session_id\"]?.ToString()")]
    public Task Offers_nothing_for_shared_code_that_it_cannot_repair(string read)
    {
        var code = RouteCode.Both($"static void Shared(JsonObject body) => _ = {read}; static JsonObject Make(JsonObject body) => body;");
        return Verify.VerifyCodeFixAsync(code, code);
    }

    [Fact]
    public Task A_pragma_silences_it() => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", """

        #pragma warning disable TLM1001
                _ = body["metadata"]?["session_id"];
        #pragma warning restore TLM1001

        """));

    private static string Mapped(string map) => RouteCode.Usings + $"static class Routes {{ static void Map(WebApplication app) {{ {map} }} }}";

    private static string Readers(string name, bool traced = true) => "\n" + $$"""
        static class Read { public static void Wrong(JsonObject body) => _ = body[{{name}}]?["session_id"]; }
        class Service { {{(traced ? "[TracedLlmRoute]" : "")}} public void Handle([FromBody] JsonObject body) => Read.Wrong(body); }
        partial class Partial { {{(traced ? "[TracedLlmRoute] public partial void Handle([FromBody] JsonObject body);" : "public void Handle([FromBody] JsonObject body) => HandleCore(body);")}} void HandleCore(JsonObject body) => Read.Wrong(body); }
        [GatewayMetadata] partial class Tenant { [MetadataKey("tenant_id")] public string? Id { get; set; } }
        """;

    private sealed class ProgramTest : RuleTest<WrongMetadataField>
    {
        protected override CSharpCompilationOptions CreateCompilationOptions() => base.CreateCompilationOptions().WithOutputKind(OutputKind.ConsoleApplication);
    }
}
