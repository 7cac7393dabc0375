using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.Metadata;
using TracedLlm.Testing.Roslyn;
using Verify = TracedLlm.Analyzers.Tests.Rows.RowFixVerifier<TracedLlm.Analyzers.Metadata.ApiNotInferable, TracedLlm.CodeFixes.Metadata.ApiNotInferableFix>;

namespace TracedLlm.Analyzers.Tests.Metadata;

/// <summary>TLM1004, <see cref="ApiNotInferable"/> and <see cref="ApiNotInferableFix"/>.</summary>
public class ApiNotInferableTests
{
    [Theory]
    [InlineData("app.MapPost(\"/ask\", [[|TracedLlmRoute|]] () => 1);")]
    [InlineData("app.MapPost(\"/v1/chat\", [[|TracedLlmRoute|]] () => 1);")]
    [InlineData("app.MapPost(\"/v1/messages/{id}\", [[|TracedLlmRoute|]] () => 1);")]
    [InlineData("app.MapPost(\"/v1/conversations/{id}/messages\", [[|TracedLlmRoute|]] () => 1);")]
    [InlineData("app.Map(\"/ask\", (RequestDelegate)([[|TracedLlmRoute|]] (http) => Task.CompletedTask));")]
    [InlineData("app.MapPost(\"/ask\", Handle);")]
    [InlineData("app.MapPost(\"/v1/messages\", Handle); app.MapPost(\"/ask\", Handle);")]
    [InlineData("const string Pattern = \"/ask\"; app.MapPost(Pattern, Handle);")]
    [InlineData("app.MapGroup(\"/v1\").MapPost(\"/ask\", Handle);")]
    [InlineData("var group = app.MapGroup(\"/v1\"); group.MapPost(\"/ask\", Handle);")]
    [InlineData("app.MapPost(\"/v1/rerank/{**rest}\", Handle);")]
    [InlineData("app.MapPost(\"/ask\", [[|TracedLlmRoute(MetadataField = MetadataField.Metadata)|]] () => 1);")]
    [InlineData("app.MapPost(\"/ask\", Local); [[|TracedLlmRoute|]] static void Local() { }")]
    public Task Flags(string map) => Verify.VerifyAnalyzerAsync(Gateway(map, map.Contains("Handle)", StringComparison.Ordinal) ? "[[|TracedLlmRoute|]]" : "[TracedLlmRoute]"));

    [Theory]
    [InlineData("app.MapPost(\"/v1/messages\", Handle);")]
    [InlineData("app.MapPost(\"/messages\", Handle);")]
    [InlineData("app.MapPost(\"/any/prefix/v1/chat/completions\", Handle);")]
    [InlineData("app.MapPost(\"/openai/deployments/{model:required}/chat/completions\", Handle);")]
    [InlineData("app.MapPost(\"/v1beta/models/{model}:generateContent\", Handle);")]
    [InlineData("app.MapPost(\"/anthropic/{**path}\", Handle);")]
    [InlineData("app.MapGet(\"/v1/batches/{id:regex(^[a-z/]{{3}}$)}\", Handle);")]
    [InlineData("app.MapPost(\"/ask\", [TracedLlmRoute(LlmApi.Messages)] () => 1);")]
    [InlineData("app.MapPost(\"/ask\", () => 1);")]
    [InlineData("app.MapPost(System.IO.Path.GetTempPath(), Handle);")]
    [InlineData("app.MapFallback(Handle);")]
    [InlineData("app.MapGroup(\"/v1/threads/{id}\").MapPost(\"/runs\", Handle);")]
    [InlineData("var threads = app.MapGroup(\"/v1/threads\"); threads.MapPost(\"/{id}/runs\", Handle);")]
    [InlineData("app.MapGroup(System.IO.Path.GetTempPath()).MapPost(\"completions\", Handle);")]
    [InlineData("app.MapGroup(System.IO.Path.GetTempPath()).MapPost(\"{id}/runs\", Handle);")]
    [InlineData("Behind(app); static void Behind(IEndpointRouteBuilder routes) => routes.MapPost(\"/{id}/runs\", Handle);")]
    [InlineData("")]
    public Task Leaves_alone(string map) => Verify.VerifyAnalyzerAsync(Gateway(map, "[TracedLlmRoute]"));

    [Theory]
    [InlineData("routes.MapPost(\"/ask\", Handle);")]
    [InlineData("routes.MapGroup(\"/v1\").MapPost(\"/ask\", Handle);")]
    public Task Flags_patterns_that_no_prefix_completes(string map) => Verify.VerifyAnalyzerAsync(
        Gateway($"Behind(app); static void Behind(IEndpointRouteBuilder routes) => {map}", "[[|TracedLlmRoute|]]"));

    [Theory]
    [InlineData("[Route(\"api/[controller]\")]", "[HttpPost(\"ask\")]", true)]
    [InlineData("", "[HttpPost(\"/ask\")]", true)]
    [InlineData("[Route(\"v1\")]", "[HttpPost(\"messages\")]", false)]
    [InlineData("[Route(\"v1\"), Route(\"v2\")]", "[HttpPost(\"~/v1/messages\")]", false)]
    [InlineData("[Route(\"v1/[controller]\")]", "[HttpPost]", false)]
    [InlineData("", "[HttpPost]", false)]
    [InlineData("[Route(\"v1\")]", "[HttpPost, Route(\"messages\")]", false)]
    [InlineData("[Route(\"v1\")]", "[HttpPost, Route(\"ask\")]", true)]
    [InlineData("[Route(\"v1\")]", "[HttpPost(\"messages\"), HttpPost(\"ask\")]", true)]
    [InlineData("[Route(\"v1\")]", "[AcceptVerbs(\"POST\", Route = \"messages\")]", false)]
    [InlineData("[Route(\"v1\")]", "[AcceptVerbs(\"POST\", \"PUT\", Route = \"ask\")]", true)]
    [InlineData("", "[AcceptVerbs(\"POST\", Route = \"v1/messages\")]", false)]
    [InlineData("", "[AcceptVerbs(\"POST\", Route = \"v1/ask\")]", true)]
    [InlineData("", "[AcceptVerbs(\"POST\")]", false)]
    [InlineData("[Route(\"v1/[action]\")]", "[HttpPost, ActionName(\"messages\")]", false)]
    [InlineData("[Route(\"v1/[Action]\")]", "[HttpPost, ActionName(\"ask\")]", true)]
    [InlineData("[Area(\"v1\"), Route(\"[area]/messages\")]", "[HttpPost]", false)]
    [InlineData("[Area(\"v2\"), Route(\"[area]/ask\")]", "[HttpPost]", true)]
    [InlineData("[Route(\"[area]/ask\")]", "[HttpPost]", false)]
    [InlineData("[Route(\"[tenant]/ask\")]", "[HttpPost]", false)]
    [InlineData("[Route(\"[tenant/ask\")]", "[HttpPost]", false)]
    [InlineData("[Route(\"v1\")]", "[Chat(\"ask\")]", false)]
    [InlineData("[Chat(\"x\")]", "[HttpPost(\"ask\")]", false)]
    [InlineData("[Chat(\"x\")]", "[HttpPost(\"/ask\")]", true)]
    public Task Reads_actions(string controller, string action, bool isFlagged) => Verify.VerifyAnalyzerAsync($$"""
        using Microsoft.AspNetCore.Mvc;
        {{controller}} public class MessagesController : ControllerBase { [{{(isFlagged ? "[|TracedLlmRoute|]" : "TracedLlmRoute")}}] {{action}} public void Ask() { } }
        [AttributeUsage(AttributeTargets.All)] class ChatAttribute(string name) : RouteAttribute("v1/chat/completions") { public string Chat => name; }
        """);

    [Theory]
    [InlineData("[Route(\"v1/messages\")] public class Derived : Base", false)]
    [InlineData("public class Derived : Base", true)]
    public Task Takes_the_nearest_route_of_a_controller(string controller, bool isFlagged) => Verify.VerifyAnalyzerAsync($$"""
        using Microsoft.AspNetCore.Mvc;
        [Route("ask")] public abstract class Base : ControllerBase;
        {{controller}} { [{{(isFlagged ? "[|TracedLlmRoute|]" : "TracedLlmRoute")}}, HttpPost] public void Post() { } }
        """);

    [Fact]
    public Task Says_the_pattern_and_an_api() => Verify.VerifyAnalyzerAsync(
        Gateway("app.MapPost(\"/v1/chat\", Handle);", "[{|#0:TracedLlmRoute|}]"),
        Verify.Diagnostic().WithLocation(0).WithMessage(
            "The API of 'Handle' cannot be inferred from the pattern '/v1/chat'; name the API, for example [TracedLlmRoute(LlmApi.ChatCompletions)]"));

    [Theory]
    [InlineData("TracedLlmRoute", "TracedLlmRoute(LlmApi.ChatCompletions)")]
    [InlineData("TracedLlmRoute()", "TracedLlmRoute(LlmApi.ChatCompletions)")]
    [InlineData("TracedLlmRoute(MetadataField = MetadataField.Metadata)", "TracedLlmRoute(LlmApi.ChatCompletions, MetadataField = MetadataField.Metadata)")]
    [InlineData("TracedLlmRoute<Tenant>", "TracedLlmRoute<Tenant>(LlmApi.ChatCompletions)")]
    public Task Fixes(string attribute, string fixedAttribute) => Verify.VerifyCodeFixAsync(
        Gateway("app.MapPost(\"/v1/chat\", Handle);", $"[[|{attribute}|]]"), Gateway("app.MapPost(\"/v1/chat\", Handle);", $"[{fixedAttribute}]"));

    [Theory]
    [InlineData("/llm/message", 0, "Name LlmApi.Messages")]
    [InlineData("/llm/embed", 0, "Name LlmApi.Embeddings")]
    [InlineData("/ask", 0, "Name LlmApi.ChatCompletions")]
    [InlineData("/ask", 3, "Name LlmApi.PassThrough")]
    [InlineData("/x/{chat}", 2, "Name LlmApi.Responses")]
    public Task Offers_candidates(string pattern, int index, string title)
    {
        var map = $"app.MapPost(\"{pattern}\", Handle);";
        return new RuleFixTest<ApiNotInferable, ApiNotInferableFix>
        {
            TestCode = Gateway(map, "[[|TracedLlmRoute|]]"),
            FixedCode = Gateway(map, $"[TracedLlmRoute({title["Name ".Length..]})]"),
            CodeActionIndex = index,
            CodeActionTitle = title,
        }.RunAsync();
    }

    private static string Gateway(string map, string attribute) => $$"""
        static class Routes
        {
            public static void Map(WebApplication app) { {{map}} }
            {{attribute}} static void Handle() { }
        }
        [GatewayMetadata] partial class Tenant { [MetadataKey("tenant_id")] public string? Id { get; set; } }
        """;
}
