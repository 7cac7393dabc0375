using System.Net;
using System.Text.Json.Nodes;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Details;

/// <summary>Everything that the viewer says of a request.</summary>
[Collection(ProcessWide.Name)]
public sealed class DetailTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_whole_of_a_request(bool content)
    {
        await using var gateway = await ViewedGateway.StartAsync(
            static async http =>
            {
                using (LlmSpan.StartStage(LlmStage.Auth))
                {
                    LlmTrace.Current!.SetCaller(new LlmCaller { KeyAlias = "mobile", TeamAlias = "red", UserId = "ada" });
                }

                using (var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
                {
                    guardrail.SetOutcome(GuardrailOutcome.Passed);
                }

                // A call that fails: the next one links to it.
                using (var failed = LlmSpan.StartCall("gpt-4.1"))
                {
                    failed.RecordException(new HttpRequestException("No route to host."));
                }

                await ViewedGateway.AnswerAsync(http);
            },
            settings: ("TracedLlm:CaptureContent", content ? "true" : "false"));
        await gateway.PostAsync();

        var detail = await gateway.Viewer.DetailAsync(await gateway.Viewer.WaitForRowAsync());

        Snapshot.Match(DetailText.Write(detail), name: content ? "With_content" : "Without_content");
    }

    [Fact]
    public async Task A_trace_that_is_no_longer_held_is_not_found()
    {
        await using var gateway = await ViewedGateway.StartAsync(configure: options => options.MaxTraces = 1);
        await gateway.PostAsync();
        var row = await gateway.Viewer.WaitForRowAsync();
        await gateway.PostAsync();
        await TracedLlm.Testing.Waiting.Eventually.BecomesTrueAsync(
            () => gateway.Viewer.RowsAsync().GetAwaiter().GetResult()[0]["id"]!.GetValue<string>() != row["id"]!.GetValue<string>());

        using var response = await gateway.Client.GetAsync(new Uri($"/debug/tracedllm/api/traces/{row["id"]}", UriKind.Relative));

        Assert.Equal(
            (HttpStatusCode.NotFound, """{"error":"The trace is no longer held."}"""),
            (response.StatusCode, await response.Content.ReadAsStringAsync()));
    }

    [Fact]
    public async Task The_pages_of_the_trace_at_the_backends_are_linked()
    {
        await using var langfuse = await OtlpReceiver.StartAsync("/api/public/otel/v1/traces", checks: TraceChecks.None);
        await using var phoenix = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        await using var gateway = await ViewedGateway.StartAsync(settings:
        [
            ("TracedLlm:Callbacks", "langfuse_otel,arize_phoenix"),
            ("LANGFUSE_HOST", langfuse.Endpoint.ToString()),
            ("LANGFUSE_PUBLIC_KEY", "pk-lf-of-the-test"),
            ("LANGFUSE_SECRET_KEY", "sk-lf-of-the-test"),
            ("PHOENIX_COLLECTOR_HTTP_ENDPOINT", phoenix.Endpoint.ToString()),
        ]);
        await gateway.PostAsync();

        var row = await gateway.Viewer.WaitForRowAsync();
        var detail = await gateway.Viewer.DetailAsync(row);

        Assert.Equal(
            $$"""[{"name":"Langfuse","url":"{{langfuse.Endpoint}}trace/{{row["traceId"]}}"},{"name":"Phoenix","url":"{{phoenix.Endpoint}}redirects/traces/{{row["traceId"]}}"}]""",
            detail["backends"]!.ToJsonString());
    }

    [Theory]
    [InlineData("langfuse_otel", "LANGFUSE_SAMPLE_RATE")]
    public async Task A_backend_that_does_not_get_the_trace_is_not_linked(string callback, string rate)
    {
        await using var gateway = await ViewedGateway.StartAsync(settings:
        [
            ("TracedLlm:Callbacks", callback),
            (rate, "0"),
            ("LANGFUSE_HOST", "http://127.0.0.1:9"),
            ("LANGFUSE_PUBLIC_KEY", "pk-lf-of-the-test"),
            ("LANGFUSE_SECRET_KEY", "sk-lf-of-the-test"),
        ]);
        await gateway.PostAsync();

        var row = await gateway.Viewer.WaitForRowAsync();
        var views = await gateway.Viewer.GetAsync($"api/traces/{row["id"]}/spans/{row["spanId"]}/views");

        Assert.Empty((await gateway.Viewer.DetailAsync(row))["backends"]!.AsArray());
        Assert.All(views["views"]!.AsArray(), view => Assert.False(view!["isSent"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task A_request_in_a_trace_of_its_own_is_shown_as_backends_show_it()
    {
        // The gateway has authentication, and the caller does not pass it: its trace is not the caller's.
        await using var gateway = await ViewedGateway.StartAsync(static http =>
        {
            using (var auth = LlmSpan.StartStage(LlmStage.Auth))
            {
                auth.RecordException(new UnauthorizedAccessException("No key."));
            }

            http.Response.StatusCode = 401;
            return Task.CompletedTask;
        });
        await gateway.PostAsync(headers: ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        var row = await gateway.Viewer.WaitForRowAsync();
        var detail = await gateway.Viewer.DetailAsync(row);

        Assert.Equal("refused", row["outcome"]!.GetValue<string>());
        Assert.NotEqual("0af7651916cd43dd8448eb211c80319c", row["traceId"]!.GetValue<string>());
        Assert.Null(detail["spans"]![0]!["parentSpanId"]);
        Assert.All(Views(await gateway.Viewer.GetAsync($"api/traces/{row["id"]}/spans/{row["spanId"]}/views")), view => Assert.DoesNotContain("0af7651916cd43dd", view!["traceId"]!.GetValue<string>(), StringComparison.Ordinal));
    }

    private static JsonArray Views(JsonNode views) => views["views"]!.AsArray();
}
