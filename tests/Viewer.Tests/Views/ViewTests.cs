using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using TracedLlm.Testing.Otlp;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Views;

/// <summary>The views that the viewer shows are what the backends receive.</summary>
[Collection(ProcessWide.Name)]
public sealed class ViewTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static TheoryData<string, string, string, string[]> Backends => new()
    {
        { "canonical", "otel", "/v1/traces", ["OTEL_EXPORTER_OTLP_ENDPOINT={0}"] },
        { "langfuse", "langfuse_otel", "/api/public/otel/v1/traces", ["LANGFUSE_HOST={0}", "LANGFUSE_PUBLIC_KEY=pk-lf-test", "LANGFUSE_SECRET_KEY=sk-lf-test"] },
        { "langfuse", "langfuse_otel", "/api/public/otel/v1/traces", ["LANGFUSE_HOST={0}", "LANGFUSE_PUBLIC_KEY=pk-lf-test", "LANGFUSE_SECRET_KEY=sk-lf-test", "TracedLlm:Langfuse:SpanScope=llm_only"] },
        { "openinference", "arize_phoenix", "/v1/traces", ["PHOENIX_COLLECTOR_HTTP_ENDPOINT={0}"] },
        { "langsmith", "langsmith", "/otel/v1/traces", ["LANGSMITH_BASE_URL={0}", "LANGSMITH_API_KEY=ls-test"] },
        { "langsmith", "langsmith", "/otel/v1/traces", ["LANGSMITH_BASE_URL={0}", "LANGSMITH_API_KEY=ls-test", "TracedLlm:LangSmithKeepsParent=true"] },
        { "litellm", "otel", "/v1/traces", ["OTEL_EXPORTER_OTLP_ENDPOINT={0}", "TracedLlm:OtlpView=litellm"] },
        { "canonical", "otel", "/v1/traces", ["OTEL_EXPORTER_OTLP_ENDPOINT={0}", "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT=20"] },
    };

    [Theory]
    [MemberData(nameof(Backends))]
    public async Task A_view_is_what_the_backend_receives(string name, string callback, string path, string[] settings)
    {
        await using var receiver = await OtlpReceiver.StartAsync(path, checks: TraceChecks.All with { Trees = false, Content = true, Account = false });
        await using var gateway = await ViewedGateway.StartAsync(
            static async http =>
            {
                using (var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.PreCall))
                {
                    guardrail.SetOutcome(GuardrailOutcome.Passed);
                }

                using (var failed = LlmSpan.StartCall("gpt-4.1"))
                {
                    failed.RecordException(new HttpRequestException("No route to host."));
                }

                await ViewedGateway.AnswerAsync(http);
            },
            settings:
            [
                ("TracedLlm:Callbacks", callback),
                ("TracedLlm:CaptureContent", "true"),
                ("OTEL_BSP_SCHEDULE_DELAY", "20"),
                .. settings.Select(setting => string.Format(System.Globalization.CultureInfo.InvariantCulture, setting, receiver.Endpoint.ToString().TrimEnd('/')).Split('=', 2)).Select(pair => (pair[0], (string?)pair[1])),
            ]);
        await gateway.PostAsync(headers: ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));
        var row = await gateway.Viewer.WaitForRowAsync();
        await gateway.FlushAsync();
        var received = receiver.Spans.ToDictionary(span => span.SpanId);
        var sent = 0;

        foreach (var span in (await gateway.Viewer.DetailAsync(row))["spans"]!.AsArray())
        {
            var views = await gateway.Viewer.GetAsync($"api/traces/{row["id"]}/spans/{span!["spanId"]}/views");
            var view = views["views"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == name)!;
            Assert.Equal(received.ContainsKey(span["spanId"]!.GetValue<string>()), view["isSent"]!.GetValue<bool>());
            if (received.TryGetValue(span["spanId"]!.GetValue<string>(), out var expected))
            {
                sent++;
                Assert.Equal(Text(expected), Text(view));
            }
        }

        Assert.Equal(received.Count, sent);
        Assert.NotEqual(0, sent);
    }

    [Fact]
    public async Task Without_a_backend_all_views_are_shown_and_none_is_sent()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        await gateway.PostAsync();
        var row = await gateway.Viewer.WaitForRowAsync();

        var views = (await gateway.Viewer.GetAsync($"api/traces/{row["id"]}/spans/{row["spanId"]}/views"))["views"]!.AsArray();

        Assert.Equal(["canonical", "langfuse", "openinference", "langsmith"], views.Select(view => view!["name"]!.GetValue<string>()));
        Assert.All(views, view => Assert.False(view!["isSent"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task The_settings_name_the_views_of_the_backends()
    {
        await using var gateway = await ViewedGateway.StartAsync(settings:
        [
            ("TracedLlm:Callbacks", "otel,langsmith"), ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9"), ("TracedLlm:OtlpView", "litellm"),
            ("LANGSMITH_API_KEY", "ls-test"), ("LANGSMITH_BASE_URL", "http://127.0.0.1:9"), ("OTEL_SERVICE_NAME", "my-gateway"), ("TracedLlm:Viewer:MaxTraces", "7"),
        ]);

        Assert.Equal(
            """{"service":"my-gateway","version":"0.1.0","content":false,"maxTraces":7,"maxBytes":33554432,"backends":[{"name":"otel","view":"litellm"},{"name":"langsmith","view":"langsmith"}],"views":["canonical","langfuse","openinference","langsmith","litellm"]}""",
            (await gateway.Viewer.GetAsync("api/settings")).ToJsonString());
    }

    private static string Text(ReceivedSpan span) => string.Join('\n',
    [
        $"{span.Name} {span.TraceId} {span.SpanId} {span.ParentSpanId} {span.Status} {span.StatusMessage}",
        .. Lines(span.Attributes),
        .. span.Events.Select(one => $"• {one.Name} {string.Join(' ', Lines(one.Attributes))}"),
        .. span.Links.Select(link => $"→ {link.TraceId} {link.SpanId} {string.Join(' ', Lines(link.Attributes))}"),
    ]);

    private static string Text(JsonNode view) => string.Join('\n',
    [
        $"{view["spanName"]} {view["traceId"]} {view["spanId"]} {view["parentSpanId"]} {Capital(view["status"]!["code"]!.GetValue<string>())} {view["status"]!["message"]}",
        .. Lines(view["attributes"]!.AsObject()),
        .. view["events"]!.AsArray().Select(one => $"• {one!["name"]} {string.Join(' ', Lines(one["attributes"]!.AsObject()))}"),
        .. view["links"]!.AsArray().Select(link => $"→ {link!["traceId"]} {link["spanId"]} {string.Join(' ', Lines(link["attributes"]!.AsObject()))}"),
    ]);

    private static IEnumerable<string> Lines(IEnumerable<KeyValuePair<string, object?>> attributes) =>
        attributes.Select(attribute => $"{attribute.Key}={JsonSerializer.Serialize(attribute.Value, Relaxed)}");

    private static IEnumerable<string> Lines(JsonObject attributes) => attributes.Select(attribute => $"{attribute.Key}={attribute.Value?.ToJsonString(Relaxed) ?? "null"}");

    private static string Capital(string word) => char.ToUpperInvariant(word[0]) + word[1..];
}
