using TracedLlm.Analyzers.Metadata;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Metadata.WrongMetadataField, TracedLlm.CodeFixes.Metadata.WrongMetadataFieldFix>;

namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>TLM1001 for code that several routes run, each with its own API: <see cref="WrongMetadataField"/>.</summary>
public class WrongMetadataFieldPerRouteTests
{
    [Theory]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static void Read(JsonObject body, string api) => _ = body[api == \"messages\" ? [|\"metadata\"|] : [|\"litellm_metadata\"|]]?[\"session_id\"];")]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static void Read(JsonObject body, string api) => _ = body[api != \"messages\" ? [|\"litellm_metadata\"|] : [|\"metadata\"|]]?[\"session_id\"];")]
    [InlineData("Read(body, Api.Claude)", "Read(body, Api.OpenAi)", "enum Api { OpenAi, Claude } static void Read(JsonObject body, Api api) => _ = body[Field(api)]?[\"session_id\"]; static string Field(Api api) => api switch { Api.OpenAi => \"metadata\", _ => [|\"metadata\"|] };")]
    [InlineData("Read(body, Api.Claude)", "Read(body, Api.OpenAi)", "enum Api { OpenAi, Claude } static readonly Dictionary<Api, string> Fields = new() { [Api.OpenAi] = \"metadata\", [Api.Claude] = [|\"metadata\"|] }; static void Read(JsonObject body, Api api) => _ = body[Fields[api]]?[\"session_id\"];")]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static readonly Dictionary<string, string> Fields = new() { [\"chat\"] = \"metadata\", [\"messages\"] = [|\"metadata\"|] }; static void Read(JsonObject body, string api) => _ = body[Fields[api]]?[\"session_id\"];")]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static void Read(JsonObject body, string api) { JsonNode? metadata; if (api == \"messages\") { metadata = body[[|\"metadata\"|]]; } else { metadata = body[\"metadata\"]; } _ = metadata?[\"session_id\"]; }")]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static void Read(JsonObject body, string api) { var field = \"metadata\"; if (api.StartsWith(\"mess\")) { field = [|\"metadata\"|]; } _ = body[field]?[\"session_id\"]; }")]
    [InlineData("Read(body, true)", "Read(body, false)", "static void Read(JsonObject body, bool isMessages) { var own = body[\"litellm_metadata\"]; var plain = body[\"metadata\"]; _ = (isMessages ? own : plain)?[\"session_id\"]; _ = body[isMessages ? [|\"metadata\"|] : \"metadata\"]?[\"trace_id\"]; }")]
    [InlineData("Read(body)", "Read(body)", "static void Read(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"];")]
    [InlineData("_ = body[\"litellm_metadata\"]?[\"session_id\"]; Log(body)", "Log(body)", "static void Log(JsonObject body) => _ = body[[|\"metadata\"|]]?[\"session_id\"];")]
    [InlineData("_ = body[[|\"metadata\"|]]?[\"session_id\"]", "_ = body[\"metadata\"]?[\"session_id\"]", "")]
    public Task Flags_the_route_with_the_wrong_field(string messages, string chat, string members) => Verify.VerifyAnalyzerAsync(Code(messages, chat, members));

    [Theory]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static void Read(JsonObject body, string api) => _ = body[api == \"messages\" ? \"litellm_metadata\" : \"metadata\"]?[\"session_id\"];")]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static void Read(JsonObject body, string api) => _ = body[api is \"responses\" or \"messages\" ? \"litellm_metadata\" : \"metadata\"]?[\"session_id\"];")]
    [InlineData("Read(body, Api.Claude)", "Read(body, Api.OpenAi)", "enum Api { OpenAi, Claude } static void Read(JsonObject body, Api api) => _ = body[Field(api)]?[\"session_id\"]; static string Field(Api api) => api switch { Api.OpenAi => \"metadata\", _ => \"litellm_metadata\" };")]
    [InlineData("Read(body, Api.Claude)", "Read(body, Api.OpenAi)", "enum Api { OpenAi, Claude } static void Read(JsonObject body, Api api) => _ = body[Field(api)]?[\"session_id\"]; static string Field(Api api) { switch (api) { case Api.OpenAi: return \"metadata\"; default: return \"litellm_metadata\"; } }")]
    [InlineData("Read(body, Api.Claude)", "Read(body, Api.OpenAi)", "enum Api { OpenAi, Claude } static readonly Dictionary<Api, string> Fields = new() { [Api.OpenAi] = \"metadata\", [Api.Claude] = \"litellm_metadata\" }; static void Read(JsonObject body, Api api) => _ = body[Fields[api]]?[\"session_id\"];")]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static readonly Dictionary<string, string> Fields = new() { [\"messages\"] = \"litellm_metadata\" }; static void Read(JsonObject body, string api) => _ = body[Fields.GetValueOrDefault(api, \"metadata\")]?[\"session_id\"];")]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static readonly Dictionary<string, string> Fields = new() { [\"messages\"] = \"litellm_metadata\" }; static void Read(JsonObject body, string api) => _ = body[Fields.TryGetValue(api, out var field) ? field : \"metadata\"]?[\"session_id\"];")]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static void Read(JsonObject body, string api) { JsonNode? metadata; if (api == \"messages\") { metadata = body[\"litellm_metadata\"]; } else { metadata = body[\"metadata\"]; } _ = metadata?[\"session_id\"]; }")]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static void Read(JsonObject body, string api) { var field = \"metadata\"; if (api.StartsWith(\"mess\")) { field = \"litellm_metadata\"; } _ = body[field]?[\"session_id\"]; }")]
    [InlineData("Read(body, \"messages\")", "Read(body, \"chat\")", "static void Read(JsonObject body, string api) { if (api == \"messages\") { _ = body[\"litellm_metadata\"]?[\"session_id\"]; return; } _ = body[\"metadata\"]?[\"session_id\"]; }")]
    [InlineData("Read(body, http)", "Read(body, http)", "static void Read(JsonObject body, HttpContext http) => _ = body[http.Request.Path == \"/v1/messages\" ? \"litellm_metadata\" : \"metadata\"]?[\"session_id\"];")]
    [InlineData("Read(body, http)", "Read(body, http)", "static void Read(JsonObject body, HttpContext http) => _ = body[http.Request.Path.StartsWithSegments(\"/v1/messages\") ? \"litellm_metadata\" : \"metadata\"]?[\"session_id\"];")]
    [InlineData("Read(body, http)", "Read(body, http)", "static void Read(JsonObject body, HttpContext http) => _ = body[http.Request.Path.Value!.Contains(\"messages\") ? \"litellm_metadata\" : \"metadata\"]?[\"session_id\"];")]
    [InlineData("Read(body, http)", "Read(body, http)", "static void Read(JsonObject body, HttpContext http) => _ = body[http.Request.Headers.ContainsKey(\"anthropic-version\") ? \"litellm_metadata\" : \"metadata\"]?[\"session_id\"];")]
    [InlineData("Read(body, new ClaudeFields())", "Read(body, new OpenAiFields())", "interface IFields { string Field { get; } } class ClaudeFields : IFields { public string Field => \"litellm_metadata\"; } class OpenAiFields : IFields { public string Field => \"metadata\"; } static void Read(JsonObject body, IFields fields) => _ = body[fields.Field]?[\"session_id\"];")]
    public Task Leaves_a_right_choice_alone(string messages, string chat, string members) => Verify.VerifyAnalyzerAsync(Code(messages, chat, members));

    [Theory]
    [InlineData("http.Request.Path == \"/v1/messages\"")]
    [InlineData("http.Request.Path.StartsWithSegments(\"/v1/messages\")")]
    [InlineData("http.Request.Path.Value!.EndsWith(\"/messages\", StringComparison.Ordinal)")]
    [InlineData("http.Request.Path.ToString().Contains(\"messages\")")]
    [InlineData("IsMessages(http)")]
    public async Task Decides_tests_of_the_path(string test)
    {
        await Verify.VerifyAnalyzerAsync(Code("Read(body, http)", "Read(body, http)", Reader("[|\"metadata\"|]", "[|\"litellm_metadata\"|]")));
        await Verify.VerifyAnalyzerAsync(Code("Read(body, http)", "Read(body, http)", Reader("\"litellm_metadata\"", "\"metadata\"")));

        string Reader(string then, string otherwise) =>
            $"static void Read(JsonObject body, HttpContext http) => _ = body[{test} ? {then} : {otherwise}]?[\"session_id\"]; static bool IsMessages(HttpContext http) => http.Request.Path == \"/v1/messages\";";
    }

    [Theory]
    [InlineData("http.Request.Path == \"/v1/responses\" ? \"litellm_metadata\" : [|\"metadata\"|]")]
    [InlineData("Field(http.Request.Path.Value)")]
    public Task Flags_a_choice_that_leaves_out_an_api(string field) => Verify.VerifyAnalyzerAsync(Code(
        "Read(body, http)",
        "Read(body, http)",
        $"static void Read(JsonObject body, HttpContext http) => _ = body[{field}]?[\"session_id\"];"
            + (field[0] == 'F' ? "static string Field(string? path) { if (path != null && path.EndsWith(\"/responses\", StringComparison.Ordinal)) { return \"litellm_metadata\"; } return [|\"metadata\"|]; }" : "")));

    private static string Code(string messages, string chat, string members) => RouteCode.Usings + $$"""
        public static class Endpoint
        {
            public static void Map(WebApplication app)
            {
                app.MapPost("/v1/messages", Messages);
                app.MapPost("/v1/chat/completions", Chat);
            }

            [TracedLlmRoute] private static void Messages(HttpContext http, [FromBody] JsonObject body) { {{messages}}; }
            [TracedLlmRoute] private static void Chat(HttpContext http, [FromBody] JsonObject body) { {{chat}}; }

            {{members}}
        }
        """;
}
