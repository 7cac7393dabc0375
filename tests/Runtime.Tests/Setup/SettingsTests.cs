using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using TracedLlm.Settings;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Setup;

[Collection(ProcessWide.Name)]
public sealed class SettingsTests
{
    [Fact]
    public void All_settings_are_read()
    {
        var options = Read(new()
        {
            ["TracedLlm:SpanNames"] = "semanticconventions",
            ["TracedLlm:InboundTrust"] = "link",
            ["TracedLlm:IgnoreContextPropagation"] = "true",
            ["TracedLlm:ForwardTraceParentTo:0"] = "api.example.com",
            ["TracedLlm:ForwardTraceParentTo:1"] = "*.internal",
            ["tracedllm:forwardtracestateto"] = "a.example, b.example:8080",
            ["TracedLlm:ForwardBaggageTo"] = "",
            ["TracedLlm:ResponseHeaders:0"] = "traceparent",
            ["TracedLlm:ResponseHeaders:1"] = "LiteLlm",
            ["TracedLlm:Callbacks"] = "console",
        });

        Assert.Equal(
            (SpanNames.SemanticConventions, InboundTrust.Link, true),
            (options.SpanNames, options.InboundTrust, options.IgnoreContextPropagation));
        Assert.Equal(["api.example.com", "*.internal"], options.ForwardTraceParentTo);
        Assert.Equal(["a.example", "b.example:8080"], options.ForwardTraceStateTo);
        Assert.Empty(options.ForwardBaggageTo);
        Assert.Equal(LlmResponseHeaders.LiteLlm | LlmResponseHeaders.TraceParent, options.ResponseHeaders);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("0", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void OTEL_IGNORE_CONTEXT_PROPAGATION_is_read(string? value, bool ignored) =>
        Assert.Equal(ignored, Read(new() { ["OTEL_IGNORE_CONTEXT_PROPAGATION"] = value }).IgnoreContextPropagation);

    [Theory]
    [InlineData("true", true)]
    [InlineData("True", true)]
    [InlineData("SPAN_ONLY", true)]
    [InlineData("span_and_event", true)]
    [InlineData(" SPAN_AND_EVENT ", true)]
    [InlineData("1", true)]
    [InlineData("false", false)]
    [InlineData("NO_CONTENT", false)]
    [InlineData("no_content", false)]
    [InlineData("EVENT_ONLY", true)]
    [InlineData("0", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void Every_value_of_the_variable_for_content_is_read(string? value, bool captures)
    {
        const string Variable = "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT";

        Assert.Equal(captures, Read(new() { [Variable] = value }).CaptureContent);
        Assert.False(Read(new() { [Variable] = value, ["TracedLlm:CaptureContent"] = "false" }).CaptureContent);
        Assert.True(Read(new() { [Variable] = value, ["TracedLlm:CaptureContent"] = "true" }).CaptureContent);
    }

    [Theory]
    [InlineData("event_only", false, true)]
    [InlineData("SPAN_AND_EVENT", true, true)]
    [InlineData("SPAN_ONLY", true, false)]
    [InlineData(null, true, false)]
    public void The_variable_for_content_says_where_content_is(string? value, bool onSpans, bool hasEvents)
    {
        var options = Read(new() { ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = value });

        Assert.Equal((onSpans, hasEvents), (options.ContentOnSpans, options.WriteEvents));
        Assert.True(Read(new() { ["OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT"] = value, ["TracedLlm:ContentOnSpans"] = "true" }).ContentOnSpans);
    }

    [Theory]
    [InlineData(null, TracePropagators.TraceContext | TracePropagators.Baggage)]
    [InlineData(" ", TracePropagators.TraceContext | TracePropagators.Baggage)]
    [InlineData("none", TracePropagators.None)]
    [InlineData("tracecontext", TracePropagators.TraceContext)]
    [InlineData("Baggage,baggage", TracePropagators.Baggage)]
    [InlineData("baggage, tracecontext", TracePropagators.TraceContext | TracePropagators.Baggage)]
    [InlineData("b3", TracePropagators.TraceContext | TracePropagators.Baggage)]
    [InlineData("b3,tracecontext,xray", TracePropagators.TraceContext)]
    public void The_propagators_of_the_specification_are_read(string? value, TracePropagators expected)
    {
        Assert.Equal(expected, Read(new() { ["OTEL_PROPAGATORS"] = value }).Propagators);
        Assert.Equal(TracePropagators.Baggage, Read(new() { ["OTEL_PROPAGATORS"] = value, ["TracedLlm:Propagators"] = "Baggage" }).Propagators);
    }

    [Theory]
    [InlineData("TracedLlm:SpanNames", "otel", "TracedLlm:SpanNames is 'otel'. Allowed: LiteLlm, SemanticConventions.")]
    [InlineData("TracedLlm:SpanNames", "7", "TracedLlm:SpanNames is '7'. Allowed: LiteLlm, SemanticConventions.")]
    [InlineData("TracedLlm:InboundTrust", "yes", "TracedLlm:InboundTrust is 'yes'. Allowed: Continue, Full, Link, Ignore.")]
    [InlineData("TracedLlm:ResponseHeaders", "LiteLlm,traceresponse", "TracedLlm:ResponseHeaders contains 'traceresponse'. Allowed: None, LiteLlm, TraceParent.")]
    [InlineData("TracedLlm:ResponseHeaders:0", "8", "TracedLlm:ResponseHeaders contains '8'. Allowed: None, LiteLlm, TraceParent.")]
    [InlineData("OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT", "yes", "OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT is 'yes'. Allowed: true, false, NO_CONTENT, SPAN_ONLY, EVENT_ONLY, SPAN_AND_EVENT.")]
    [InlineData("TracedLlm:CaptureContent", "SPAN_ONLY", "TracedLlm:CaptureContent is 'SPAN_ONLY'. Allowed: true or false.")]
    [InlineData("TracedLlm:Propagators", "b3", "TracedLlm:Propagators contains 'b3'. Allowed: None, TraceContext, Baggage.")]
    [InlineData("TracedLlm:IgnoreContextPropagation", "maybe", "TracedLlm:IgnoreContextPropagation is 'maybe'. Allowed: true or false.")]
    [InlineData("OTEL_IGNORE_CONTEXT_PROPAGATION", "maybe", "OTEL_IGNORE_CONTEXT_PROPAGATION is 'maybe'. Allowed: true or false.")]
    [InlineData(
        "TracedLlm:ForwardTraceParentTo",
        "https://api.example.com",
        "TracedLlm:ForwardTraceParentTo contains 'https://api.example.com'. Allowed: a list of hosts such as api.example.com, localhost:8080, *.example.com or *.")]
    [InlineData(
        "TracedLlm:ForwardBaggageTo:0",
        "",
        "TracedLlm:ForwardBaggageTo contains ''. Allowed: a list of hosts such as api.example.com, localhost:8080, *.example.com or *.")]
    public void An_invalid_setting_is_an_error_at_start_up_that_names_the_allowed_values(string name, string value, string message)
    {
        var configuration = Configuration(new() { [name] = value });

        var error = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddTracedLlm(configuration));

        Assert.Equal(message, error.Message);
    }

    [Fact]
    public void An_unknown_setting_is_an_error_when_the_options_are_first_used()
    {
        var configuration = Configuration(new() { ["TracedLlm:InbuondTrust"] = "Link" });
        using var provider = new ServiceCollection().AddTracedLlm(configuration).BuildServiceProvider();

        var error = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<IOptions<TracedLlmOptions>>().Value);

        Assert.Equal(
            "TracedLlm:InbuondTrust is not a known setting. Known settings: SpanNames, InboundTrust, UnauthenticatedTrust, IgnoreContextPropagation, Propagators, ForwardTraceParentTo, "
            + "ForwardTraceStateTo, ForwardBaggageTo, CaptureContent, ContentOnSpans, AttributeParameters, WriteEvents, ContentTrust, MaxContentLength, MaxSpanContentLength, Redact, CaptureProviderErrors, "
            + "CaptureClientAddress, ResponseHeaders, LogScopes, MaxRequestLogQueue, ModelPrices, MetricAttributes, MaxMetricAttributeValues, MaxRequestLookahead, RequestLookaheadTimeout, "
            + "MaxTotalRequestLookahead, MissingSession, MaxMetadataKeys, MaxMetadataLength.",
            error.Message);
    }

    [Fact]
    public async Task An_unknown_setting_stops_the_start()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestGateway.StartAsync(new GatewaySetup
        {
            Settings = { ["TracedLlm:InbuondTrust"] = "Link" },
            App = app => app.UseTracedLlm(),
        }));

        Assert.StartsWith("TracedLlm:InbuondTrust is not a known setting.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_setting_of_another_package_is_known_in_either_order(bool isAddedFirst)
    {
        var configuration = Configuration(new() { ["TracedLlm:Callbacks"] = "console", ["TracedLlm:Spool"] = "" });
        var services = new ServiceCollection();
        _ = isAddedFirst
            ? services.AddTracedLlmExport(configuration).AddTracedLlm(configuration)
            : services.AddTracedLlm(configuration).AddTracedLlmExport(configuration);
        using var provider = services.BuildServiceProvider();

        Assert.Equal(InboundTrust.Continue, provider.GetRequiredService<IOptions<TracedLlmOptions>>().Value.InboundTrust);
    }

    [Theory]
    [InlineData("TracedLlm:SpanNames", "LiteLlm, SemanticConventions")]
    [InlineData("TracedLlm:CaptureContent", "true or false")]
    public void A_blank_value_is_an_error(string name, string allowed)
    {
        var error = Assert.Throws<InvalidOperationException>(() => Read(new() { [name] = " " }));

        Assert.Equal($"{name} is ''. Allowed: {allowed}.", error.Message);
    }

    [Fact]
    public async Task An_invalid_host_set_in_code_is_an_error_at_start_up()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestGateway.StartAsync(new GatewaySetup
        {
            Options = options => options.ForwardTraceParentTo.Add("https://api.example.com"),
            App = app => app.UseTracedLlm(),
        }));

        Assert.Equal(
            "TracedLlmOptions.ForwardTraceParentTo contains 'https://api.example.com'. "
            + "Allowed: a list of hosts such as api.example.com, localhost:8080, *.example.com or *.",
            error.Message);
    }

    [Fact]
    public async Task Response_headers_set_in_code_that_do_not_exist_are_an_error_at_start_up()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => TestGateway.StartAsync(new GatewaySetup
        {
            Options = options => options.ResponseHeaders = (LlmResponseHeaders)8,
            App = app => app.UseTracedLlm(),
        }));

        Assert.Equal("TracedLlmOptions.ResponseHeaders contains '8'. Allowed: None, LiteLlm, TraceParent.", error.Message);
    }

    [Theory]
    [InlineData("none", LlmResponseHeaders.None)]
    [InlineData("", LlmResponseHeaders.None)]
    [InlineData("TraceParent", LlmResponseHeaders.TraceParent)]
    [InlineData("traceparent, litellm", LlmResponseHeaders.LiteLlm | LlmResponseHeaders.TraceParent)]
    public void Response_headers_are_read(string value, LlmResponseHeaders expected) =>
        Assert.Equal(expected, Read(new() { ["TracedLlm:ResponseHeaders"] = value }).ResponseHeaders);

    [Fact]
    public void Code_wins_over_the_configuration()
    {
        var services = new ServiceCollection();
        services.AddTracedLlm(Configuration(new() { ["TracedLlm:InboundTrust"] = "Link" }), options => options.InboundTrust = InboundTrust.Full);
        using var provider = services.BuildServiceProvider();

        Assert.Equal(InboundTrust.Full, provider.GetRequiredService<IOptions<TracedLlmOptions>>().Value.InboundTrust);
    }

    private static TracedLlmOptions Read(Dictionary<string, string?> settings)
    {
        var options = new TracedLlmOptions();
        TracedLlmSettings.Rows.Apply(Configuration(settings), options);
        return options;
    }

    private static IConfiguration Configuration(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
