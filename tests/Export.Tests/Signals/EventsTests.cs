using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TracedLlm.Export.Signals;
using TracedLlm.Export.Tests.Sampling;
using TracedLlm.Export.Tests.Tenants;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Signals;

/// <summary>The events of the conventions, as log records with the context of <c>litellm_request</c>.</summary>
[Collection(ProcessWide.Name)]
public sealed class EventsTests
{
    private const string Details = "gen_ai.client.inference.operation.details";
    private const string Failed = "gen_ai.client.operation.exception";

    [Theory]
    [InlineData("TracedLlm:WriteEvents", "true")]
    [InlineData("LITELLM_OTEL_INTEGRATION_ENABLE_EVENTS", "true")]
    public async Task A_request_has_the_details_of_its_span(string setting, string value)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(receiver, new() { [setting] = value }, static http =>
        {
            using var attempt = LlmSpan.StartCall("claude");
            LlmTrace.Current!.SetUsage(new LlmUsage { InputTokens = 3, OutputTokens = 4 });
            return http.Response.WriteAsync("hello");
        });

        // Only the events: nothing asks for the gateway's other records.
        var log = Assert.Single(receiver.Logs);
        var span = receiver.Spans.Single(static span => span.Name == "litellm_request");
        Assert.Equal((Details, 9, "TracedLlm.Events", Details), (log.EventName, log.SeverityNumber, log.ScopeName, log.Body));
        Assert.Equal((span.TraceId, span.SpanId, 1u), (log.TraceId, log.SpanId, log.Flags));
        Assert.Equal(span.Attributes.OrderBy(static tag => tag.Key, StringComparer.Ordinal), log.Attributes.OrderBy(static tag => tag.Key, StringComparer.Ordinal));
        Assert.Equal(4L, log.Attributes["gen_ai.usage.output_tokens"]);
    }

    [Theory]
    [InlineData("false", true)]
    [InlineData("true", false)]
    public async Task Code_has_the_last_word_whether_there_are_events(string setting, bool isOn)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await ExportGateway.StartAsync(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(), ["TracedLlm:WriteEvents"] = setting },
            handler: static http =>
            {
                using var attempt = LlmSpan.StartCall("claude");
                return http.Response.WriteAsync("hello");
            },
            services: services => services.PostConfigure<TracedLlmOptions>(options => options.WriteEvents = isOn)))
        {
            await gateway.PostAsync();
        }

        Assert.Equal(isOn ? [Details] : [], receiver.Logs.Select(static log => log.EventName));
    }

    [Fact]
    public async Task Events_are_sent_with_all_records_whatever_the_level_of_the_records_is()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await ExportGateway.StartAsync(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(), ["TracedLlm:WriteEvents"] = "true", ["OTEL_LOGS_EXPORTER"] = "otlp" },
            handler: static http =>
            {
                using var attempt = LlmSpan.StartCall("claude");
                return http.Response.WriteAsync("hello");
            },
            services: static services => services.AddLogging(static logging => logging.SetMinimumLevel(LogLevel.Error))))
        {
            await gateway.PostAsync();
        }

        Assert.Equal(Details, Assert.Single(receiver.Logs).EventName);
    }

    [Fact]
    public async Task A_level_of_a_category_sends_no_other_records_than_events()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await ExportGateway.StartAsync(
            new() { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(), ["TracedLlm:WriteEvents"] = "true" },
            handler: static http =>
            {
                using var attempt = LlmSpan.StartCall("claude");
                http.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("category").Log(LogLevel.Information, default, "own", null, static (text, _) => text);
                return http.Response.WriteAsync("hello");
            },
            services: static services => services.AddLogging(static logging => logging.AddFilter<GatewayLoggerProvider>("category", LogLevel.Information))))
        {
            await gateway.PostAsync();
        }

        Assert.Equal(Details, Assert.Single(receiver.Logs).EventName);
    }

    [Fact]
    public async Task A_failed_request_has_its_exception_without_secrets_and_quotes()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(receiver, new() { ["TracedLlm:WriteEvents"] = "true" }, static _ =>
        {
            using var attempt = LlmSpan.StartCall("claude");
            throw new InvalidOperationException($"The key {Canaries.Key} is not valid for {Canaries.Prompt}.");
        });

        Assert.Equal([Details, Failed], receiver.Logs.Select(static log => log.EventName));
        var span = receiver.Spans.Single(static span => span.Name == "litellm_request");
        var log = receiver.Logs[1];
        Assert.Equal((13, span.TraceId, span.SpanId), (log.SeverityNumber, log.TraceId, log.SpanId));
        Assert.Equal("System.InvalidOperationException", log.Attributes["exception.type"]);
        Assert.Matches("^The key .+ is not valid for \\[quoted content\\].$", log.Attributes.Get<string>("exception.message"));
        Assert.StartsWith("System.InvalidOperationException: The key ", log.Attributes.Get<string>("exception.stacktrace"), StringComparison.Ordinal);
        Assert.Equal("chat", log.Attributes["gen_ai.operation.name"]);
        Assert.Equal("System.InvalidOperationException", log.Attributes["error.type"]);
    }

    [Theory]
    [InlineData("none", false, false)]
    [InlineData("SPAN_ONLY", true, false)]
    [InlineData("SPAN_AND_EVENT", true, true)]
    [InlineData("EVENT_ONLY", false, true)]
    public async Task Content_is_where_the_variable_says(string capture, bool onSpan, bool onEvent)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.All with { Content = true });
        Dictionary<string, string?> settings = capture == "none" ? new() { ["TracedLlm:WriteEvents"] = "true" } : new() { ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = capture };
        await RunAsync(receiver, settings, static http =>
        {
            using var attempt = LlmSpan.StartCall("claude");
            return http.Response.WriteAsync("""{"content":[{"type":"text","text":"hello"}]}""");
        });

        var span = receiver.Spans.Single(static span => span.Name == "litellm_request");
        Assert.Equal(onSpan, span.Attributes["gen_ai.input.messages"] is string text && text.Contains(Canaries.Prompt, StringComparison.Ordinal));
        Assert.Equal(onSpan, receiver.Spans.SelectMany(static span => span.Attributes).Any(static tag => tag.Value is string value && value.Contains(Canaries.Prompt, StringComparison.Ordinal)));
        Assert.Equal(onSpan, span.Attributes["gen_ai.output.messages"] is not null);
        Assert.Equal(capture == "none" || onEvent, receiver.Logs.Count == 1);
        Assert.Equal(onEvent, receiver.Logs.Any(static log => log.Attributes["gen_ai.input.messages"] is string text && text.Contains(Canaries.Prompt, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("SPAN_AND_EVENT")]
    [InlineData("EVENT_ONLY")]
    public async Task Masked_content_is_masked_in_the_event(string capture)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var gateway = await StartAsync(receiver, new() { ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = capture }, static http =>
        {
            using var attempt = LlmSpan.StartCall("claude");
            return http.Response.WriteAsync("hello");
        }))
        {
            await gateway.PostAsync($$"""{"model":"claude","litellm_metadata":{"mask_input":true},"messages":[{"role":"user","content":"{{Canaries.Prompt}}"}]}""");
        }

        var span = receiver.Spans.Single(static span => span.Name == "litellm_request");
        var content = Assert.Single(receiver.Logs).Attributes["gen_ai.input.messages"];
        Assert.NotNull(content);
        Assert.Equal(capture == "EVENT_ONLY" ? null : content, span.Attributes["gen_ai.input.messages"]);
    }

    [Theory]
    [InlineData(TenantDestinationMode.Override, 0)]
    [InlineData(TenantDestinationMode.Additive, 1)]
    public async Task A_request_that_the_operators_backends_do_not_receive_has_no_events(TenantDestinationMode mode, int events)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: SampledGateway.Checks);
        await using var own = await OtlpReceiver.StartAsync(checks: SampledGateway.Checks);
        await using (var gateway = await ExportGateway.StartAsync(
            new()
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString(),
                ["TracedLlm:WriteEvents"] = "true",
                ["TracedLlm:AllowedBackendHosts"] = "*",
                ["TracedLlm:TenantDestinations"] = mode.ToString(),
            },
            handler: static http =>
            {
                LlmTrace.Current!.SetCaller(new LlmCaller { TeamId = "t-1" });
                using var attempt = LlmSpan.StartCall("claude");
                return http.Response.WriteAsync("hello");
            },
            services: services => services.AddSingleton<ITraceDestinations>(Destinations.OfTeams(("t-1", "otel", $"otel_endpoint={own.Endpoint}")))))
        {
            await gateway.PostAsync();
        }

        Assert.Equal((events * 3, 3), (receiver.Spans.Count, own.Spans.Count));
        Assert.Equal(events, receiver.Logs.Count);
    }

    [Theory]
    [InlineData(false, 0, 0)]
    [InlineData(true, 2, 4)]
    public async Task A_request_whose_trace_is_left_out_at_its_end_has_no_events(bool isFailing, int events, int spans)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: SampledGateway.Checks);
        await RunAsync(receiver, new() { ["TracedLlm:WriteEvents"] = "true", ["TracedLlm:Sampling:Ratio"] = "0" }, http =>
        {
            using var attempt = LlmSpan.StartCall("claude");
            return isFailing ? throw new InvalidOperationException("no") : http.Response.WriteAsync("hello");
        });

        Assert.Equal((events, spans), (receiver.Logs.Count, receiver.Spans.Count));
    }

    [Theory]
    [InlineData("TracedLlm:WriteEvents", null)]
    [InlineData("OTEL_TRACES_SAMPLER", "always_off")]
    public async Task There_are_no_events_unless_they_are_on_and_the_request_is_sampled(string setting, string? value)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await RunAsync(
            receiver,
            new() { ["TracedLlm:WriteEvents"] = "true", ["OTEL_LOGS_EXPORTER"] = "otlp", [setting] = value },
            static http =>
            {
                using var attempt = LlmSpan.StartCall("claude");
                return http.Response.WriteAsync("hello");
            });

        Assert.DoesNotContain(receiver.Logs, static log => log.ScopeName == "TracedLlm.Events");
    }

    private static async Task RunAsync(OtlpReceiver receiver, Dictionary<string, string?> settings, RequestDelegate handler)
    {
        await using var gateway = await StartAsync(receiver, settings, handler);
        await gateway.PostAsync();
    }

    private static Task<ExportGateway> StartAsync(OtlpReceiver receiver, Dictionary<string, string?> settings, RequestDelegate handler) => ExportGateway.StartAsync(
        new(settings) { ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Endpoint.ToString() }, handler: handler);
}
