using System.ClientModel;
using System.ClientModel.Primitives;
using System.Diagnostics;
using OpenAI;
using OpenAI.Chat;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Trace;
using TracedLlm.Samples.Gateway.Tests.Hosting;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;
using TracedLlm.Testing.Upstreams;

namespace TracedLlm.Samples.Gateway.Tests.Sdks;

/// <summary>A client that traces itself with OpenTelemetry calls the gateway through the OpenAI SDK: one trace, the prompt on the generation.</summary>
public sealed class ClientTraceTests
{
    private static readonly SpanTreeFormat Format = SpanTreeFormat.Only("litellm.prompt.", "litellm.generation_name") with { ShowEvents = false };

    [Fact]
    public async Task By_the_metadata_of_the_request()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));

        var spans = await TraceAsync(upstream, propagates: false, headers: [], observation => $$$"""
            {"metadata": {
                "existing_trace_id": "{{{observation.TraceId}}}",
                "parent_observation_id": "{{{observation.SpanId}}}",
                "generation_name": "litellm-llm-response",
                "prompt": {
                    "prompt": [{"role": "user", "content": "Hello, how are you?", "type": "chatmessage"}],
                    "name": "test-prompt", "version": 1, "config": {}, "labels": ["production"], "tags": [], "commit_message": null, "type": "chat"
                }
            }}
            """);

        Assert.Equal(
            """
            run-test
            └─ llm-response
               └─ Received Proxy Server Request [SERVER]
                  ├─ auth
                  ├─ proxy_pre_call
                  └─ litellm_request  {litellm.generation_name=litellm-llm-response, litellm.prompt.name=test-prompt, litellm.prompt.version=1}
                     └─ chat llama3.2:1b [CLIENT]
            """,
            SpanTree.Print(spans, Format));
        CheckGeneration(spans);
        Assert.Equal("""{"messages":[{"role":"user","content":"Hello, how are you?"}],"model":"llama3.2:1b"}""", Assert.Single(upstream.Requests).Body);
    }

    [Fact]
    public async Task Only_traceparent_and_the_two_prompt_headers_carry_context()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));

        var spans = await TraceAsync(
            upstream, propagates: true, [("langfuse_prompt_name", "test-prompt"), ("langfuse_prompt_version", "1")], _ => null);

        Assert.Equal(
            """
            run-test
            └─ llm-response
               └─ POST [CLIENT]
                  └─ Received Proxy Server Request [SERVER]
                     ├─ auth
                     ├─ proxy_pre_call
                     └─ litellm_request  {litellm.prompt.name=test-prompt, litellm.prompt.version=1}
                        └─ chat llama3.2:1b [CLIENT]
                           └─ POST [CLIENT]
            """,
            SpanTree.Print(spans, Format));
        CheckGeneration(spans);
        Assert.DoesNotContain(Assert.Single(upstream.Requests).Headers.Keys, name => name.StartsWith("langfuse", StringComparison.OrdinalIgnoreCase) || name == "traceparent");
    }

    private static void CheckGeneration(IReadOnlyList<ReceivedSpan> spans)
    {
        Assert.Single(spans.Select(span => span.TraceId).Distinct());
        Assert.Equal(1L, Assert.Single(spans, span => span.Name == "litellm_request").Attributes["litellm.prompt.version"]);
    }

    private static async Task<IReadOnlyList<ReceivedSpan>> TraceAsync(
        FakeUpstream upstream, bool propagates, (string Name, string Value)[] headers, Func<Activity, string?> extraBody)
    {
        await using var backend = await OtlpReceiver.StartAsync();
        await using (var gateway = await RunningGateway.StartAsync(
            $$"""
            model_list: [{ model_name: 'llama3.2:1b', litellm_params: { model: 'ollama/llama3.2:1b', api_base: '{{upstream.Endpoint}}' } }]
            litellm_settings: { callbacks: [otel] }
            general_settings: { master_key: sk-1234 }
            """,
            $"--OTEL_EXPORTER_OTLP_ENDPOINT={backend.Endpoint}",
            "--OTEL_BSP_SCHEDULE_DELAY=5"))
        {
            using var source = new ActivitySource("run-test-client");
            // HttpClient's own span is between the client's span and traceparent. In one process the listener receives the gateway's calls too.
            string[] sources = propagates ? [source.Name, "System.Net.Http"] : [source.Name];
            using var exporter = Sdk.CreateTracerProviderBuilder()
                .AddSource(sources)
                .AddOtlpExporter(otlp => (otlp.Protocol, otlp.Endpoint) = (OtlpExportProtocol.HttpProtobuf, backend.TracesEndpoint))
                .Build();
            using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = propagates ? DistributedContextPropagator.CreateDefaultPropagator() : null });
            foreach (var (name, value) in headers)
            {
                http.DefaultRequestHeaders.Add(name, value);
            }

            using (source.StartActivity("run-test"))
            using (var observation = source.StartActivity("llm-response")!)
            {
                var client = new ChatClient("llama3.2:1b", new ApiKeyCredential("sk-1234"), new OpenAIClientOptions
                {
                    Endpoint = new Uri(gateway.Endpoint, "v1"),
                    Transport = new HttpClientPipelineTransport(http),
                });
                await CompleteAsync(client, extraBody(observation));
            }

            exporter.ForceFlush();
            await backend.WaitForRootAsync();
        }

        return backend.Spans;
    }

    private static async Task CompleteAsync(ChatClient client, string? extraBody)
    {
        var options = new ChatCompletionOptions();
        if (extraBody is not null)
        {
            using var document = System.Text.Json.JsonDocument.Parse(extraBody);
#pragma warning disable SCME0001 // The SDK has no other way to send unknown fields.
            options.Patch.Set("$.metadata"u8, BinaryData.FromString(document.RootElement.GetProperty("metadata").GetRawText()));
#pragma warning restore SCME0001
        }

        ChatCompletion completion = await client.CompleteChatAsync([new UserChatMessage("Hello, how are you?")], options);
        Assert.Equal("Hello! How can I assist you today?", completion.Content[0].Text);
    }
}
