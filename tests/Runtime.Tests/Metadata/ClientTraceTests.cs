using System.Diagnostics;
using System.Text.Json;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Metadata;

/// <summary>A client that traces itself, calls a gateway and finds the gateway's spans, and its prompt, in its own trace.</summary>
[Collection(ProcessWide.Name)]
public sealed class ClientTraceTests
{
    private const string Trees =
        """
        run-test
        └─ llm-response
           └─ Received Proxy Server Request [SERVER]
              ├─ auth
              └─ litellm_request  {litellm.prompt.name=test-prompt, litellm.prompt.version=1}
                 ├─ guardrail
                 └─ chat m [CLIENT]
        """;

    [Fact]
    public async Task By_the_ids_and_the_prompt_of_its_metadata() =>
        Assert.Equal(Trees, await TreesAsync(observation => (
            JsonSerializer.Serialize(new
            {
                metadata = new
                {
                    existing_trace_id = observation.TraceId.ToHexString(),
                    parent_observation_id = observation.SpanId.ToHexString(),
                    generation_name = "litellm-llm-response",
                    prompt = new
                    {
                        type = "chat",
                        name = "test-prompt",
                        version = 1,
                        prompt = new[] { new { role = "user", content = "Hello, how are you?", type = "chatmessage" } },
                        config = new { },
                        labels = new[] { "production" },
                        tags = Array.Empty<string>(),
                    },
                },
            }),
            [])));

    [Fact]
    public async Task By_traceparent_and_the_two_prompt_headers_alone() =>
        Assert.Equal(Trees, await TreesAsync(observation => (
            "{}",
            [$"traceparent: 00-{observation.TraceId}-{observation.SpanId}-01", "langfuse_prompt_name: test-prompt", "langfuse_prompt_version: 1"])));

    private static async Task<string> TreesAsync(Func<Activity, (string Body, string[] Headers)> request)
    {
        // The gateway's spans go to a receiver of its own.
        await using var backend = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Account = false });
        using var source = new ActivitySource("client");
        var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(source.Name)
            .AddOtlpExporter(options => (options.Protocol, options.Endpoint) = (OtlpExportProtocol.HttpProtobuf, backend.TracesEndpoint))
            .Build();
        IReadOnlyList<ReceivedSpan> ofGateway;
        await using (var gateway = await MetadataGateway.StartAsync())
        {
            string span;
            using (source.StartActivity("run-test"))
            {
                using var observation = source.StartActivity("llm-response")!;
                span = observation.SpanId.ToHexString();
                var (body, headers) = request(observation);
                await gateway.PostBodyAsync(MetadataGateway.Chat, body, headers);
            }

            ofGateway = await gateway.StopAsync(span);
        }

        provider.Dispose();
        return SpanTree.Print([.. backend.Spans, .. ofGateway], SpanTreeFormat.Only("litellm.prompt.") with { ShowEvents = false });
    }
}
