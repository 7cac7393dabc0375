using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.Metadata;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Metadata.WrongMetadataProperty, TracedLlm.CodeFixes.Metadata.WrongMetadataPropertyFix>;

namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>TLM1006, <see cref="WrongMetadataProperty"/> and <see cref="WrongMetadataPropertyFix"/>.</summary>
public class WrongMetadataPropertyTests
{
    private const string Types = """

        [GatewayMetadata] public partial record Tenant { [MetadataKey("tenant_id")] public string? Id { get; set; } }
        public record Session([property: JsonPropertyName("session_id")] string? Id);
        public record TenantJson { [JsonPropertyName("tenant_id")] public string? Id { get; set; } }
        public record AnthropicMetadata([property: JsonPropertyName("user_id")] string? UserId);
        """;

    [Theory]
    [InlineData("public class Body { [JsonPropertyName([|\"metadata\"|])] public Tenant? Own { get; set; } }")]
    [InlineData("public class Body { [JsonPropertyName([|\"metadata\"|])] public Session? Own { get; set; } }")]
    [InlineData("public class Body { [JsonPropertyName([|\"metadata\"|])] public TenantJson? Own { get; set; } }")]
    [InlineData("public class Body { public Tenant? [|Metadata|] { get; set; } }")]
    [InlineData("public record Body([property: JsonPropertyName([|\"metadata\"|])] Tenant? Own);")]
    [InlineData("public record Body(string Model, Tenant? [|Metadata|]);")]
    [InlineData("public class Body : Basis; public class Basis { public Tenant? [|Metadata|] { get; set; } }")]
    [InlineData("public class Body { const string Name = \"metadata\"; [JsonPropertyName([|Name|])] public Tenant? Own { get; set; } }")]
    public Task Flags_metadata_on_litellm_metadata_routes(string model) => Verify.VerifyAnalyzerAsync(Code("/v1/messages", model));

    [Theory]
    [InlineData("public class Body { [JsonPropertyName(\"litellm_metadata\")] public Tenant? Own { get; set; } }")]
    [InlineData("public class Body { public AnthropicMetadata? Metadata { get; set; } }")]
    [InlineData("public class Body { public JsonElement Metadata { get; set; } }")]
    [InlineData("public class Body { public Dictionary<string, string>? Metadata { get; set; } }")]
    [InlineData("public class Body { public Tenant? Metadata { get; set; } [JsonPropertyName(\"litellm_metadata\")] public Tenant? Own { get; set; } }")]
    [InlineData("public class Body { [JsonPropertyName(\"tenant\")] public Tenant? Metadata { get; set; } }")]
    [InlineData("public class Body { public Tenant? Own { get; set; } }")]
    [InlineData("public class Body; public class Other { public Tenant? Metadata { get; set; } }")]
    [InlineData("public class Body(IConfiguration configuration) { public Tenant? Metadata { get; set; } = configuration.Get<Tenant>(); }")]
    public Task Leaves_alone_on_litellm_metadata_routes(string model) => Verify.VerifyAnalyzerAsync(Code("/v1/messages", model));

    [Theory]
    [InlineData("public class Body { [JsonPropertyName([|\"litellm_metadata\"|])] public Tenant? Own { get; set; } }")]
    [InlineData("public class Body { [JsonPropertyName([|\"litellm_metadata\"|])] public JsonElement Own { get; set; } }")]
    public Task Flags_litellm_metadata_on_metadata_routes(string model) => Verify.VerifyAnalyzerAsync(Code("/v1/chat/completions", model));

    [Theory]
    [InlineData("public class Body { public Tenant? Metadata { get; set; } }")]
    [InlineData("public class Body { public Tenant? Metadata { get; set; } [JsonPropertyName(\"litellm_metadata\")] public Tenant? Other { get; set; } }")]
    public Task Leaves_alone_on_metadata_routes(string model) => Verify.VerifyAnalyzerAsync(Code("/v1/chat/completions", model));

    [Theory]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute] ([FromBody] Body body) => 1);")]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute] async (HttpRequest request) => { var body = await request.ReadFromJsonAsync<Body>(); });")]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute] (HttpContext http) => Read(http)); static async Task Read(HttpContext http) { var body = await JsonSerializer.DeserializeAsync<Body>(http.Request.Body); }")]
    public Task Finds_models(string map) => Verify.VerifyAnalyzerAsync(Routes(map) + "public class Body { public Tenant? [|Metadata|] { get; set; } }" + Types);

    [Theory]
    [InlineData("app.MapPost(\"/v1/messages\", ([FromBody] Body body) => 1);")]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute] ([FromServices] Body body) => 1);")]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute] async (HttpClient http) => { var body = await http.GetFromJsonAsync<Body>(\"/\"); });")]
    [InlineData("app.MapPost(\"/v1/messages\", [TracedLlmRoute] (HttpContext http) => JsonSerializer.Deserialize<Body>(\"{}\"));")]
    [InlineData("app.MapPost(\"/v1/chat/completions\", [TracedLlmRoute] ([FromBody] Body body) => 1);")]
    public Task Leaves_other_models_alone(string map) => Verify.VerifyAnalyzerAsync(Routes(map) + "public class Body { public Tenant? Metadata { get; set; } }" + Types);

    [Theory]
    [InlineData("public class Body { [JsonPropertyName([|\"metadata\"|])] public Tenant? Own { get; set; } }", "public class Body { [JsonPropertyName(\"litellm_metadata\")] public Tenant? Own { get; set; } }")]
    [InlineData("public class Body\n{\n    public Tenant? [|Metadata|] { get; set; }\n}", "public class Body\n{\n    [JsonPropertyName(\"litellm_metadata\")]\n    public Tenant? Metadata { get; set; }\n}")]
    [InlineData("public class Body\n{\n    /// <summary>Whose it is.</summary>\n    public Tenant? [|Metadata|] { get; set; }\n}", "public class Body\n{\n    /// <summary>Whose it is.</summary>\n    [JsonPropertyName(\"litellm_metadata\")]\n    public Tenant? Metadata { get; set; }\n}")]
    [InlineData("public record Body(string Model, Tenant? [|Metadata|]);", "public record Body(string Model, [property: JsonPropertyName(\"litellm_metadata\")] Tenant? Metadata);")]
    public Task Fixes_the_name(string model, string fixedModel) => Verify.VerifyCodeFixAsync(Code("/v1/messages", model), Code("/v1/messages", fixedModel));

    [Fact]
    public Task Says_the_route() => Verify.VerifyAnalyzerAsync(
        Code("/v1/messages", "public class Body { public Tenant? {|#0:Metadata|} { get; set; } }"),
        Verify.Diagnostic().WithLocation(0).WithMessage("'Metadata' reads the JSON field 'metadata', but '/v1/messages' carries gateway metadata in 'litellm_metadata'; name the property 'litellm_metadata' in JSON"));

    [Fact]
    public Task Offers_nothing_where_routes_of_both_kinds_bind_it()
    {
        var code = Routes("app.MapPost(\"/v1/messages\", Both); app.MapPost(\"/v1/chat/completions\", Both); [TracedLlmRoute] static void Both([FromBody] Body body) { }")
            + "public class Body { public Tenant? [|Metadata|] { get; set; } }" + Types;
        return Verify.VerifyCodeFixAsync(code, code);
    }

    private static string Code(string pattern, string model) =>
        Routes($"app.MapPost(\"{pattern}\", Handle); [TracedLlmRoute] static void Handle(HttpContext http, Body body) {{ }}") + model + Types;

    private static string Routes(string map) => RouteCode.Usings + $"static class Routes {{ static void Map(WebApplication app) {{ {map} }} }}\n";
}
