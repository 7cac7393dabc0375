using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
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
    [InlineData("TracedLlm:SpanNames", "otel", "TracedLlm:SpanNames is 'otel'; allowed are LiteLlm, SemanticConventions.")]
    [InlineData("TracedLlm:SpanNames", "7", "TracedLlm:SpanNames is '7'; allowed are LiteLlm, SemanticConventions.")]
    [InlineData("TracedLlm:InboundTrust", "yes", "TracedLlm:InboundTrust is 'yes'; allowed are Continue, Full, Link, Ignore.")]
    [InlineData("TracedLlm:ResponseHeaders", "LiteLlm,traceresponse", "TracedLlm:ResponseHeaders is 'traceresponse'; allowed are None, LiteLlm, TraceParent.")]
    [InlineData("TracedLlm:ResponseHeaders:0", "8", "TracedLlm:ResponseHeaders is '8'; allowed are None, LiteLlm, TraceParent.")]
    [InlineData("TracedLlm:IgnoreContextPropagation", "maybe", "TracedLlm:IgnoreContextPropagation is 'maybe'; allowed are true and false.")]
    [InlineData("OTEL_IGNORE_CONTEXT_PROPAGATION", "maybe", "OTEL_IGNORE_CONTEXT_PROPAGATION is 'maybe'; allowed are true and false.")]
    [InlineData(
        "TracedLlm:ForwardTraceParentTo",
        "https://api.example.com",
        "TracedLlm:ForwardTraceParentTo has 'https://api.example.com'; allowed are host names as in api.example.com, localhost:8080, *.example.com or *.")]
    [InlineData(
        "TracedLlm:ForwardBaggageTo:0",
        "",
        "TracedLlm:ForwardBaggageTo has ''; allowed are host names as in api.example.com, localhost:8080, *.example.com or *.")]
    [InlineData(
        "TracedLlm:InbuondTrust",
        "Link",
        "TracedLlm:InbuondTrust is no setting of TracedLlm; there are SpanNames, InboundTrust, IgnoreContextPropagation, CaptureContent, ForwardTraceParentTo, ForwardTraceStateTo, ForwardBaggageTo, ResponseHeaders, MaxRequestLookahead, RequestLookaheadTimeout, MaxTotalRequestLookahead and Callbacks, Debug, OtlpView, LangSmithKeepsParent, AllowedBackendHosts, TenantDestinations, AllowRequestDestinations, MaxQueueBytes, MaxBatchBytes, MaxSpanAge, Spool, SpoolMaxBytes, SpoolMaxAge.")]
    public void An_invalid_setting_is_an_error_at_start_up_that_names_the_allowed_values(string name, string value, string message)
    {
        var configuration = Configuration(new() { [name] = value });

        var error = Assert.Throws<InvalidOperationException>(() => new ServiceCollection().AddTracedLlm(configuration));

        Assert.Equal(message, error.Message);
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
            "TracedLlmOptions.ForwardTraceParentTo has 'https://api.example.com'; "
            + "allowed are host names as in api.example.com, localhost:8080, *.example.com or *.",
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

        Assert.Equal("TracedLlmOptions.ResponseHeaders is '8'; allowed are None, LiteLlm, TraceParent.", error.Message);
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
        TracedLlmSettings.Apply(Configuration(settings), options);
        return options;
    }

    private static IConfiguration Configuration(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
}
