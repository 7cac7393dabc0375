using TracedLlm.Analyzers.Metadata;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Metadata.WrongMetadataField, TracedLlm.CodeFixes.Metadata.WrongMetadataFieldFix>;

namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>TLM1001 for code that tries one field after the other: <see cref="WrongMetadataField"/>.</summary>
public class WrongMetadataFieldOrderTests
{
    [Theory]
    [InlineData("var own = body[\"litellm_metadata\"]; var plain = body[[|\"metadata\"|]]; _ = (plain ?? own)?[\"session_id\"];", "")]
    [InlineData("var own = body[\"litellm_metadata\"]?[\"session_id\"]; var plain = body[[|\"metadata\"|]]?[\"session_id\"]; _ = plain ?? own;", "")]
    [InlineData("var m = body[[|\"metadata\"|]]; if (m is null) { m = body[\"litellm_metadata\"]; } _ = m?[\"session_id\"];", "")]
    [InlineData("var m = body[[|\"metadata\"|]]; if (m == null) m = body[\"litellm_metadata\"]; _ = m?[\"session_id\"];", "")]
    [InlineData("var m = body[[|\"metadata\"|]]; m ??= body[\"litellm_metadata\"]; _ = m?[\"session_id\"];", "")]
    [InlineData("if (!body.TryGetPropertyValue([|\"metadata\"|], out var m)) body.TryGetPropertyValue(\"litellm_metadata\", out m); _ = m?[\"session_id\"];", "")]
    [InlineData("if (element.TryGetProperty([|\"metadata\"|], out var m) || element.TryGetProperty(\"litellm_metadata\", out m)) { _ = m.GetProperty(\"session_id\").GetString(); }", "")]
    [InlineData("_ = Session(body); static JsonNode? Session(JsonObject body) { if (body[[|\"metadata\"|]]?[\"session_id\"] is { } s) return s; return body[\"litellm_metadata\"]?[\"session_id\"]; }", "")]
    [InlineData("string? s; if (body[[|\"metadata\"|]] is JsonObject m) { s = m[\"session_id\"]?.ToString(); } else { s = body[\"litellm_metadata\"]?[\"session_id\"]?.ToString(); }", "")]
    [InlineData("if (body[[|\"metadata\"|]] is JsonObject m && m[\"session_id\"] is { } a) { _ = a; } else if (body[\"litellm_metadata\"] is JsonObject l && l[\"session_id\"] is { } b) { _ = b; }", "")]
    [InlineData("var s = ReadString(body[[|\"metadata\"|]], \"session_id\") ?? ReadString(body[\"litellm_metadata\"], \"session_id\"); static string? ReadString(JsonNode? o, string key) => o?[key]?.ToString();", "")]
    [InlineData("var s = body[[|\"metadata\"|]]?[\"session_id\"]?.ToString(); if (string.IsNullOrEmpty(s)) { s = body[\"litellm_metadata\"]?[\"session_id\"]?.ToString(); }", "")]
    public Task Flags_the_provider_field_first(string statements, string types) => Verify.VerifyAnalyzerAsync(RouteCode.AsyncHandler("/v1/messages", statements, types));

    [Theory]
    [InlineData("_ = (body[\"litellm_metadata\"] ?? body[\"metadata\"])?[\"session_id\"];", "")]
    [InlineData("var m = body[\"litellm_metadata\"]; if (m is null) { m = body[\"metadata\"]; } _ = m?[\"session_id\"];", "")]
    [InlineData("if (body.TryGetPropertyValue(\"litellm_metadata\", out var m) || body.TryGetPropertyValue(\"metadata\", out m)) { _ = m?[\"session_id\"]; }", "")]
    [InlineData("_ = Session(body); static JsonNode? Session(JsonObject body) { if (body[\"litellm_metadata\"]?[\"session_id\"] is { } s) return s; return body[\"metadata\"]?[\"session_id\"]; }", "")]
    [InlineData("var m = body[\"litellm_metadata\"] is JsonObject o ? o : body[\"metadata\"]; _ = m?[\"session_id\"];", "")]
    [InlineData("var m = body[\"litellm_metadata\"] is null ? body[\"metadata\"] : body[\"litellm_metadata\"]; _ = m?[\"session_id\"];", "")]
    [InlineData("var m = body[\"metadata\"] is not null && body[\"litellm_metadata\"] is null ? body[\"metadata\"] : body[\"litellm_metadata\"]; _ = m?[\"session_id\"];", "")]
    [InlineData("var m = Merge(body[\"litellm_metadata\"], body[\"metadata\"]); _ = m[\"session_id\"]; static JsonObject Merge(JsonNode? a, JsonNode? b) { var r = new JsonObject(); return r; }", "")]
    public Task Leaves_the_gateway_field_first_alone(string statements, string types) => Verify.VerifyAnalyzerAsync(RouteCode.AsyncHandler("/v1/messages", statements, types));

    [Theory]
    [InlineData("_ = (body[\"metadata\"] ?? body[\"litellm_metadata\"])?[\"session_id\"];", "")]
    [InlineData("_ = (body[\"litellm_metadata\"] ?? body[\"metadata\"])?[\"session_id\"];", "")]
    public Task Leaves_metadata_routes_alone(string statements, string types) => Verify.VerifyAnalyzerAsync(RouteCode.AsyncHandler("/v1/chat/completions", statements, types));

    [Theory]
    [InlineData("static void Read(JsonObject body) => _ = (body[[|\"metadata\"|]] ?? body[\"litellm_metadata\"])?[\"session_id\"];")]
    [InlineData("static void Read(JsonObject body) => _ = (body[\"litellm_metadata\"] ?? body[\"metadata\"])?[\"session_id\"];")]
    public Task Judges_shared_code_by_both_routes(string members) => Verify.VerifyAnalyzerAsync(RouteCode.Both(members.Replace(" Read(", " Shared(", StringComparison.Ordinal)));

    [Theory]
    [InlineData("var m = body[[|\"metadata\"|]] ?? body[\"litellm_metadata\"]; _ = m?[\"session_id\"];", "var m = body[\"litellm_metadata\"] ?? body[\"metadata\"]; _ = m?[\"session_id\"];", "")]
    [InlineData("_ = (body[[|\"metadata\"|]] ?? body[\"litellm_metadata\"])?[\"session_id\"];", "_ = (body[\"litellm_metadata\"] ?? body[\"metadata\"])?[\"session_id\"];", "")]
    [InlineData("_ = body[[|\"metadata\"|]]?[\"session_id\"] ?? body[\"litellm_metadata\"]?[\"session_id\"];", "_ = body[\"litellm_metadata\"]?[\"session_id\"] ?? body[\"metadata\"]?[\"session_id\"];", "")]
    [InlineData("_ = body[[|\"metadata\"|]]?[\"session_id\"] ?? body[\"litellm_metadata\"]?[\"session_id\"] ?? body[\"user\"];", "_ = body[\"litellm_metadata\"]?[\"session_id\"] ?? body[\"metadata\"]?[\"session_id\"] ?? body[\"user\"];", "")]
    [InlineData("var m = body[[|\"metadata\"|]] is JsonObject o ? o : body[\"litellm_metadata\"]; _ = m?[\"session_id\"];", "var m = body[\"litellm_metadata\"] is JsonObject o ? o : body[\"metadata\"]; _ = m?[\"session_id\"];", "")]
    [InlineData("var m = body.ContainsKey(\"metadata\") ? body[[|\"metadata\"|]] : body[\"litellm_metadata\"]; _ = m?[\"session_id\"];", "var m = body.ContainsKey(\"litellm_metadata\") ? body[\"litellm_metadata\"] : body[\"metadata\"]; _ = m?[\"session_id\"];", "")]
    [InlineData("if (body.TryGetPropertyValue([|\"metadata\"|], out var m) || body.TryGetPropertyValue(\"litellm_metadata\", out m)) { _ = m?[\"session_id\"]; }", "if (body.TryGetPropertyValue(\"litellm_metadata\", out var m) || body.TryGetPropertyValue(\"metadata\", out m)) { _ = m?[\"session_id\"]; }", "")]
    [InlineData("var m = body[\"metadata\"] is null ? body[\"litellm_metadata\"] : body[[|\"metadata\"|]]; _ = m?[\"session_id\"];", "var m = body[\"litellm_metadata\"] is null ? body[\"metadata\"] : body[\"litellm_metadata\"]; _ = m?[\"session_id\"];", "")]
    [InlineData("var own = body[\"litellm_metadata\"]; var plain = body[[|\"metadata\"|]]; _ = plain?[\"user_id\"]; _ = (plain ?? own)?[\"session_id\"];", "var own = body[\"litellm_metadata\"]; var plain = body[[|\"metadata\"|]]; _ = plain?[\"user_id\"]; _ = (plain ?? own)?[\"session_id\"];", "")]
    [InlineData("var own = body[\"litellm_metadata\"]; var plain = body[[|\"metadata\"|]]; _ = (plain ?? own)?[\"session_id\"];", "var own = body[\"litellm_metadata\"]; var plain = body[[|\"metadata\"|]]; _ = (plain ?? own)?[\"session_id\"];", "")]
    public Task Fixes_the_order(string statements, string fixedStatements, string types) => Verify.VerifyCodeFixAsync(
        RouteCode.AsyncHandler("/v1/messages", statements, types), RouteCode.AsyncHandler("/v1/messages", fixedStatements, types));
}
