using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.Metadata;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Testing.Roslyn.CodeFixVerifier<TracedLlm.Analyzers.Metadata.MisspeltKey, TracedLlm.CodeFixes.Metadata.MisspeltKeyFix>;

namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>TLM1002, <see cref="MisspeltKey"/> and <see cref="MisspeltKeyFix"/>.</summary>
public class MisspeltKeyTests
{
    [Theory]
    [InlineData("sesion_id", "session_id")]
    [InlineData("sessoin_id", "session_id")]
    [InlineData("session_idd", "session_id")]
    [InlineData("sessionId", "session_id")]
    [InlineData("SessionID", "session_id")]
    [InlineData("session-id", "session_id")]
    [InlineData("traceid", "trace_id")]
    [InlineData("trace_usr_id", "trace_user_id")]
    [InlineData("genaration_name", "generation_name")]
    [InlineData("parent_observaton_i", "parent_observation_id")]
    [InlineData("exsiting_trace_di", "existing_trace_id")]
    [InlineData("mask_inputt", "mask_input")]
    [InlineData("verison", "version")]
    [InlineData("litelm_parent_otel_spam", "litellm_parent_otel_span")]
    public Task Flags_and_fixes(string key, string known) => Verify.VerifyCodeFixAsync(
        RouteCode.Handler("/v1/chat/completions", $"_ = body[\"metadata\"]?[[|\"{key}\"|]];"),
        RouteCode.Handler("/v1/chat/completions", $"_ = body[\"metadata\"]?[\"{known}\"];"));

    [Theory]
    [InlineData("_ = body[\"metadata\"]?[[|\"sesion_id\"|]];")]
    [InlineData("_ = (body[\"litellm_metadata\"] ?? body[\"metadata\"])?[[|\"sesion_id\"|]];")]
    [InlineData("body[\"metadata\"] = new JsonObject { [[|\"sesion_id\"|]] = \"s\" };")]
    [InlineData("body[\"metadata\"] = new JsonObject { { [|\"sesion_id\"|], \"s\" } };")]
    [InlineData("map[\"metadata\"] = new() { [[|\"sesion_id\"|]] = \"s\" };")]
    [InlineData("if (element.TryGetProperty(\"metadata\", out var found)) { _ = found.GetProperty([|\"sesion_id\"u8|]); }")]
    [InlineData("const string Key = \"sesion_id\"; _ = body[\"metadata\"]?[[|Key|]];")]
    public Task Flags_every_form(string statements) => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", statements));

    [Theory]
    [InlineData("_ = new HttpClient().GetFromJsonAsync<JsonObject>(\"http://localhost\").Result![\"metadata\"]?[\"sesion_id\"];")]
    [InlineData("_ = JsonNode.Parse(System.IO.File.ReadAllText(\"models.json\"))![\"metadata\"]?[\"verison\"];")]
    public Task Leaves_other_data_than_requests_alone(string statements) => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/messages", statements));

    [Theory]
    [InlineData("session_id")]
    [InlineData("user_id")]
    [InlineData("user_api_key_anything")]
    [InlineData("tag")]
    [InlineData("header")]
    [InlineData("guardrail")]
    [InlineData("versions")]
    [InlineData("prompts")]
    [InlineData("trace_date")]
    [InlineData("trace_url")]
    [InlineData("team_id")]
    [InlineData("task_input")]
    [InlineData("request_id")]
    [InlineData("mission_id")]
    [InlineData("environment")]
    [InlineData("agent")]
    [InlineData("")]
    public Task Leaves_keys_alone(string key) => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/chat/completions", $"_ = body[\"metadata\"]?[\"{key}\"];"));

    [Theory]
    [InlineData("_ = body[\"options\"]?[\"sesion_id\"];")]
    [InlineData("_ = body[\"sesion_id\"];")]
    [InlineData("_ = http.Request.Headers[\"sesion_id\"];")]
    [InlineData("_ = body[\"metadata\"]?[http.TraceIdentifier];")]
    [InlineData("_ = \"sesion_id\";")]
    public Task Leaves_other_objects_alone(string statements) => Verify.VerifyAnalyzerAsync(RouteCode.Handler("/v1/chat/completions", statements));

    [Fact]
    public Task Leaves_metadata_outside_traced_routes_alone() => Verify.VerifyAnalyzerAsync("""
        using System.Text.Json.Nodes;
        static class Manifest { public static JsonNode? Read(JsonObject manifest) => manifest["metadata"]?["sesion_id"]; }
        """);

    [Fact]
    public Task Flags_litellm_metadata_in_all_code() => Verify.VerifyCodeFixAsync(
        """
        using System.Text.Json.Nodes;
        static class Sender { public static void Send(JsonObject body) => body["litellm_metadata"] = new JsonObject { [[|"sesion_id"|]] = "s", [[|"trace_nam"|]] = "t" }; }
        """,
        """
        using System.Text.Json.Nodes;
        static class Sender { public static void Send(JsonObject body) => body["litellm_metadata"] = new JsonObject { ["session_id"] = "s", ["trace_name"] = "t" }; }
        """);

    [Fact]
    public Task A_mapped_key() => Verify.VerifyCodeFixAsync(
        "[GatewayMetadata] partial class Tenant { [MetadataKey([|\"sesion_id\"|], Tag = \"app.session\")] public string? Session { get; set; } }",
        "[GatewayMetadata] partial class Tenant { [MetadataKey(\"session_id\", Tag = \"app.session\")] public string? Session { get; set; } }");

    [Theory]
    [InlineData("tenant_id")]
    [InlineData("session_id")]
    [InlineData("request_id")]
    public Task Leaves_mapped_keys_alone(string key) =>
        Verify.VerifyAnalyzerAsync($"[GatewayMetadata] partial class Tenant {{ [MetadataKey(\"{key}\")] public string? Id {{ get; set; }} }}");

    [Fact]
    public Task Says_which_key_is_known() => Verify.VerifyAnalyzerAsync(
        RouteCode.Handler("/v1/chat/completions", "_ = body[\"metadata\"]?[{|#0:\"sesion_id\"|}];"),
        Verify.Diagnostic().WithLocation(0).WithMessage("The metadata key 'sesion_id' is unknown; use 'session_id'"));

    [Fact]
    public Task An_option_allows_own_keys() => new RuleTest<MisspeltKey>
    {
        TestCode = RouteCode.Handler("/v1/chat/completions", "_ = body[\"metadata\"]?[\"trace_ip\"]; _ = body[\"metadata\"]?[[|\"trace_ie\"|]];"),
        EditorConfig = "tlm1002.own_keys = tenant, trace_ip",
    }.RunAsync();
}
