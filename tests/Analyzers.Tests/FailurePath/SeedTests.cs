using TracedLlm.Analyzers.FailurePath;
using TracedLlm.Analyzers.Metadata;
using TracedLlm.CodeFixes.FailurePath;
using TracedLlm.CodeFixes.Metadata;
using TracedLlm.Testing.Roslyn;

namespace TracedLlm.Analyzers.Tests.FailurePath;

/// <summary>The two mistakes of LiteLLM in C#: both are found, and both are repaired by fixes.</summary>
public class SeedTests
{
    [Fact]
    public async Task Seed_001_in_csharp_is_flagged_twice_and_repaired_by_both_fixes()
    {
        const string Block = "throw new GuardrailRaisedException(\"blocked\");";
        var blocked = Seed001(Block, "{|TLM1001:\"metadata\"|}").Replace("exception is HttpException", "{|TLM2001:exception is HttpException|}", StringComparison.Ordinal);
        await new AllRulesTest { TestCode = blocked }.RunAsync();

        await new RuleFixTest<WrongMetadataField, WrongMetadataFieldFix>
        {
            TestCode = Seed001(Block, "[|\"metadata\"|]"),
            FixedCode = Seed001(Block, "\"litellm_metadata\""),
        }.RunAsync();
        var repaired = Seed001(Block, "\"litellm_metadata\"")
            .Replace("exception is HttpException", "exception is HttpException or GuardrailRaisedException", StringComparison.Ordinal);
        await new RuleFixTest<ExceptionPastFailureLog, ExceptionPastFailureLogFix>
        {
            TestCode = Seed001(Block, "\"litellm_metadata\"").Replace("exception is HttpException", "[|exception is HttpException|]", StringComparison.Ordinal),
            FixedCode = repaired,
            CodeActionEquivalenceKey = "widen",
        }.RunAsync();
        await new AllRulesTest { TestCode = repaired }.RunAsync();
    }

    // LiteLLM's proxy: a parent kept in the metadata of the request, and a failure log that only knows HTTP errors.
    private static string Seed001(string block, string field) => $$"""
        using System.Text.Json.Nodes;
        using Microsoft.AspNetCore.Mvc;

        public sealed partial class MessagesEndpoint(ProxyLogging logging)
        {
            public static void Map(WebApplication app, MessagesEndpoint endpoint) => app.MapPost("/v1/messages", endpoint.HandleAsync);

            [TracedLlmRoute]
            public async Task HandleAsync(HttpContext http, [FromBody] JsonObject data)
            {
                try
                {
                    await ApplyAsync(data);
                    Spans.Context(data);
                }
                catch (Exception exception)
                {
                    await logging.PostCallFailureAsync(http, exception);
                    throw;
                }
            }

            [TracedGuardrail(GuardrailMode.PreCall)]
            private partial Task ApplyAsync(JsonObject data);

            private async Task ApplyCoreAsync(JsonObject data)
            {
                await Task.Yield();
                if (data.Count > 1)
                {
                    {{block}}
                }
            }
        }

        public sealed class ProxyLogging
        {
            [FailureLoggingPath]
            public async Task PostCallFailureAsync(HttpContext http, Exception exception)
            {
                if (IsProxyOnlyLlmApiError(exception))
                {
                    await HandleLoggingProxyOnlyErrorAsync(http, exception);
                }
            }

            private static bool IsProxyOnlyLlmApiError(Exception exception) => exception is HttpException;

            private static Task HandleLoggingProxyOnlyErrorAsync(HttpContext http, Exception exception) => http.Response.WriteAsync(exception.Message);
        }

        public static class Spans
        {
            public static string? Context(JsonObject parameters)
            {
                var metadata = parameters[{{field}}] as JsonObject;
                return metadata?["litellm_parent_otel_span"]?.GetValue<string>();
            }
        }

        public class HttpException(int status, string message) : Exception(message) { public int Status => status; }
        public class GuardrailRaisedException(string message) : Exception(message);
        """;
}
