using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using TracedLlm.Sdks.Tests.Calls;
using TracedLlm.Sdks.Tests.Gateways;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Sdks.Tests;

/// <summary>SDKs from npm call the sample gateway, and beside it the provider itself. A script of <c>Scripts/</c> has the calls of one SDK.</summary>
public sealed partial class SdkTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    private static readonly string[] Shown =
    [
        "gen_ai.operation.name", "gen_ai.provider.name", "gen_ai.request.model", "gen_ai.request.stream", "gen_ai.response.model", "gen_ai.response.id",
        "gen_ai.response.finish_reasons", "gen_ai.usage.", "litellm.outcome", "litellm.response.status", "http.route", "http.response.status_code", "error.type",
        "session.id", "user.id", "litellm.trace.", "litellm.guardrail.name", "litellm.guardrail.status",
    ];

    private static readonly SpanTreeFormat Format = SpanTreeFormat.Only(Shown) with
    {
        KnownIds = new Dictionary<string, string> { ["b7ad6b7169203331"] = "the caller's span" },
        ShowEvents = false,
        ShowLinks = false,
    };

    public static TheoryData<string> Sdks => ["openai", "anthropic", "google", "cohere", "ollama", "groq", "ai", "langfuse", "bedrock"];

    [SdkTheory]
    [MemberData(nameof(Sdks))]
    public async Task Every_call_returns_the_same_through_the_gateway(string sdk) =>
        Compare(await gateway.RunAsync(sdk), outcome => outcome.ToText());

    [SdkTheory]
    [MemberData(nameof(Sdks))]
    public async Task Every_answer_has_the_same_bytes_through_the_gateway(string sdk) =>
        Compare(await gateway.RunAsync(sdk), outcome => outcome.ToWireText());

    [SdkTheory]
    [MemberData(nameof(Sdks))]
    public async Task Every_request_reaches_the_provider_as_the_SDK_sent_it(string sdk) =>
        Compare(await gateway.RunAsync(sdk), outcome => string.Join('\n', gateway.RequestsOf(outcome.TraceId).Select(SentRequest.ToText)));

    [SdkTheory]
    [MemberData(nameof(Sdks))]
    public async Task Every_call_has_its_trace(string sdk)
    {
        var calls = await gateway.RunAsync(sdk);

        var traces = await gateway.TracesOfAsync(calls);

        var text = new StringBuilder();
        foreach (var call in calls)
        {
            text.Append("== ").Append(call.Name).Append('\n');
            if (call.Straight is null)
            {
                text.Append(RequestId().Replace(call.Gateway.ToText(), "<id>")).Append('\n')
                    .Append("requests to the provider: ").Append(gateway.RequestsOf(call.Gateway.TraceId).Count).Append('\n');
            }

            text.Append(call.IsTraced ? SpanTree.Print(traces[call.Gateway.TraceId], Format) : "no trace").Append("\n\n");
        }

        Snapshot.Match(text.ToString(), folder: "Traces", file: sdk);
    }

    private static void Compare(IReadOnlyList<SdkCall> calls, Func<SdkOutcome, string> read)
    {
        Assert.NotEmpty(calls);
        Assert.All(calls, call => Assert.DoesNotContain(call.Straight?.Answers ?? [], answer => answer.Status == StatusCodes.Status501NotImplemented));
        var differing = string.Join('\n', calls.Where(call => call.Straight is not null && read(call.Straight) != read(call.Gateway)).Select(call =>
            $"== {call.Name}\n-- straight\n{read(call.Straight!)}\n-- through the gateway\n{read(call.Gateway)}\n"));
        Assert.True(differing.Length == 0, differing);
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")]
    private static partial Regex RequestId();
}
