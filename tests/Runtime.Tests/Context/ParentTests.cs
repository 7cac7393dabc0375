using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Context;

/// <summary>The parent of a request, and the links to the contexts that did not become the parent.</summary>
[Collection(ProcessWide.Name)]
public sealed class ParentTests
{
    private const string PlatformSource = "Microsoft.AspNetCore";
    private const string OwnTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string OwnSpan = "00f067aa0ba902b7";

    private static readonly ActivityContext OfKey = new(
        ActivityTraceId.CreateFromString(OwnTrace), ActivitySpanId.CreateFromString(OwnSpan), ActivityTraceFlags.None, isRemote: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_any_context_the_request_is_a_trace_of_its_own(bool logging)
    {
        await using var gateway = await StartAsync(new() { App = Messages, Logging = logging });

        await gateway.PostAsync("/v1/messages");

        Assert.Equal("", (await RootOf(gateway)).ParentSpanId);
    }

    [Fact]
    public async Task The_traceparent_header_is_continued_and_not_the_platforms_unexported_activity()
    {
        await using var gateway = await StartAsync(new() { App = Messages });

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        var root = await RootOf(gateway);
        Assert.Equal((TestGateway.CallerTrace, TestGateway.CallerSpan), (root.TraceId, root.ParentSpanId));
        Assert.Equal(0x301u, root.Flags);
    }

    [Fact]
    public async Task The_platforms_activity_is_the_parent_where_it_is_exported()
    {
        await using var gateway = await StartAsync(new() { App = Messages, OtherSources = [PlatformSource] });

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        Assert.Equal(
            """
            Microsoft.AspNetCore.Hosting.HttpRequestIn [SERVER] (parent caller)
            └─ Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
               └─ litellm_request
            """,
            await gateway.StopAndPrintAsync("litellm.outcome"));
    }

    [Fact]
    public async Task An_exported_activity_of_the_gateways_own_is_the_parent()
    {
        using var exported = new ActivitySource("Exported");
        await using var gateway = await StartAsync(new()
        {
            OtherSources = [PlatformSource, exported.Name],
            App = app =>
            {
                app.Use(async (context, next) =>
                {
                    using var outer = exported.StartActivity("edge");
                    await next(context);
                });
                Messages(app);
            },
        });

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        var spans = await gateway.StopAsync();
        Assert.Equal(
            """
            Microsoft.AspNetCore.Hosting.HttpRequestIn [SERVER] (parent caller)
            └─ edge
               └─ Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
                  └─ litellm_request
            """,
            TestGateway.Print(spans, "litellm.outcome"));
    }

    [Fact]
    public async Task A_root_has_no_parent_while_another_activity_is_current()
    {
        await using var gateway = await StartAsync(new()
        {
            App = app =>
            {
                app.Use(async (context, next) =>
                {
                    using var noise = new Activity("exported by nobody").Start();
                    await next(context);
                    Assert.Same(noise, Activity.Current);
                });
                Messages(app);
            },
        });

        var answer = await gateway.PostAsync("/v1/messages");

        Assert.Equal("hello", answer.Body);
        Assert.Equal("", (await RootOf(gateway)).ParentSpanId);
    }

    [Fact]
    public async Task The_callers_identity_set_by_the_gateway_has_precedence_and_the_header_becomes_a_link()
    {
        await using var gateway = await StartAsync(new() { App = Messages, Options = options => options.ParentFromCaller = _ => OfKey });

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}", "tracestate: vendor=1");

        var root = Assert.Single(await gateway.StopAsync(OwnSpan), span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal((OwnTrace, OwnSpan), (root.TraceId, root.ParentSpanId));
        var link = Assert.Single(root.Links);
        Assert.Equal((TestGateway.CallerTrace, TestGateway.CallerSpan, "vendor=1"), (link.TraceId, link.SpanId, link.TraceState));
    }

    [Fact]
    public async Task A_context_passed_over_that_names_the_same_trace_is_no_link()
    {
        var sibling = new ActivityContext(
            ActivityTraceId.CreateFromString(TestGateway.CallerTrace), ActivitySpanId.CreateFromString(OwnSpan), ActivityTraceFlags.None);
        await using var gateway = await StartAsync(new() { App = Messages, Options = options => options.ParentFromCaller = _ => sibling });

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        var root = Assert.Single(await gateway.StopAsync(OwnSpan), span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal(OwnSpan, root.ParentSpanId);
        Assert.Empty(root.Links);
    }

    [Fact]
    public async Task A_caller_without_a_context_falls_through_to_the_header()
    {
        await using var gateway = await StartAsync(new() { App = Messages, Options = options => options.ParentFromCaller = _ => null });

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        Assert.Equal(TestGateway.CallerSpan, (await RootOf(gateway)).ParentSpanId);
    }

    [Theory]
    [InlineData("b3: 0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1")]
    [InlineData("X-B3-TraceId: 0af7651916cd43dd8448eb211c80319c", "X-B3-SpanId: b7ad6b7169203331", "X-B3-Sampled: 1")]
    [InlineData("uber-trace-id: 0af7651916cd43dd8448eb211c80319c:b7ad6b7169203331:0:1")]
    [InlineData("X-Amzn-Trace-Id: Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1")]
    [InlineData("x-datadog-trace-id: 4951760158394429852", "x-datadog-parent-id: 13235353014750950193", "x-datadog-sampling-priority: 1")]
    [InlineData("sentry-trace: 0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1", "baggage: sentry-trace_id=0af7651916cd43dd8448eb211c80319c,sentry-public_key=abc")]
    public async Task Headers_of_other_systems_are_no_parent(params string[] headers)
    {
        await using var gateway = await StartAsync(new() { App = Messages });

        await gateway.PostAsync("/v1/messages", headers);

        var root = await RootOf(gateway);
        Assert.Equal(("", 0), (root.ParentSpanId, root.Links.Count));
        Assert.NotEqual(TestGateway.CallerTrace, root.TraceId);
        Assert.DoesNotContain(root.Attributes, attribute => $"{attribute.Key} {attribute.Value}".Contains("sentry", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1", TestGateway.CallerSpan)]
    [InlineData("0af7651916cd43dd8448eb211c80319x-b7ad6b7169203331-1", "")]
    [InlineData("0", "")]
    public async Task A_delegate_may_read_b3_as_the_page_shows(string b3, string expected)
    {
        await using var gateway = await StartAsync(new()
        {
            App = Messages,
            Options = options => options.ParentFromCaller = http => http.Request.Headers["b3"].ToString().Split('-') is [var trace, var span, ..]
                ? new ActivityContext(ActivityTraceId.CreateFromString(trace.PadLeft(32, '0')), ActivitySpanId.CreateFromString(span), ActivityTraceFlags.Recorded)
                : null,
        });

        await gateway.PostAsync("/v1/messages", $"b3: {b3}");

        var root = Assert.Single(await gateway.StopAsync(TestGateway.CallerSpan), static span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal(expected, root.ParentSpanId);
    }

    [Fact]
    public async Task A_delegate_that_throws_fails_no_request()
    {
        await using var gateway = await StartAsync(new()
        {
            App = Messages,
            Options = options => options.ParentFromCaller = _ => throw new InvalidOperationException("no such key"),
        });

        var answer = await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        Assert.Equal("hello", answer.Body);
        Assert.Equal(TestGateway.CallerSpan, (await RootOf(gateway)).ParentSpanId);
    }

    [Theory]
    [InlineData("Continue", TestGateway.CallerTrace, 0)]
    [InlineData("Full", TestGateway.CallerTrace, 0)]
    [InlineData("Link", null, 1)]
    [InlineData("Ignore", null, 0)]
    public async Task Inbound_trust_may_be_fixed(string trust, string? trace, int links)
    {
        await using var gateway = await StartAsync(new() { App = Messages, Settings = { ["TracedLlm:InboundTrust"] = trust } });

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        var root = await RootOf(gateway);
        Assert.Equal(trace is not null, root.TraceId == trace);
        Assert.Equal(trace is null ? "" : TestGateway.CallerSpan, root.ParentSpanId);
        Assert.Equal(Enumerable.Repeat(TestGateway.CallerTrace, links), root.Links.Select(link => link.TraceId));
    }

    [Fact]
    public async Task Inbound_trust_may_be_decided_for_each_request()
    {
        await using var gateway = await StartAsync(new()
        {
            App = Messages,
            Settings = { ["TracedLlm:InboundTrust"] = "Full" },
            Options = options => options.InboundTrustOf = http =>
                http.Request.Headers.ContainsKey("x-internal") ? InboundTrust.Continue : InboundTrust.Ignore,
        });

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}", "x-internal: yes");
        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        Assert.Equal([TestGateway.CallerSpan, ""], (await RootsOf(gateway)).Select(root => root.ParentSpanId));
    }

    [Fact]
    public async Task A_trust_decision_that_throws_fails_no_request_and_trusts_no_caller()
    {
        await using var gateway = await StartAsync(new()
        {
            App = Messages,
            Options = options => options.InboundTrustOf = _ => throw new InvalidOperationException("no such key"),
        });

        var answer = await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        Assert.Equal("hello", answer.Body);
        Assert.Equal("", (await RootOf(gateway)).ParentSpanId);
    }

    [Fact]
    public async Task OTEL_IGNORE_CONTEXT_PROPAGATION_passes_over_the_ambient_activity_and_the_header()
    {
        await using var gateway = await StartAsync(new()
        {
            App = Messages,
            OtherSources = [PlatformSource],
            Settings = { ["OTEL_IGNORE_CONTEXT_PROPAGATION"] = "true" },
        });

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        var root = Assert.Single(await gateway.StopAsync(), span => span.Name == "Received Proxy Server Request");
        Assert.Equal(("", 0), (root.ParentSpanId, root.Links.Count));
    }

    [Fact]
    public async Task OTEL_IGNORE_CONTEXT_PROPAGATION_leaves_the_callers_own_context()
    {
        await using var gateway = await StartAsync(new()
        {
            App = Messages,
            Settings = { ["OTEL_IGNORE_CONTEXT_PROPAGATION"] = "True" },
            Options = options => options.ParentFromCaller = _ => OfKey,
        });

        await gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}");

        var root = Assert.Single(await gateway.StopAsync(OwnSpan), span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal((OwnTrace, 0), (root.TraceId, root.Links.Count));
    }

    [Fact]
    public async Task Concurrent_requests_of_one_caller_share_its_trace_and_nothing_else()
    {
        await using var gateway = await StartAsync(new() { App = Messages });

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => gateway.PostAsync("/v1/messages", $"traceparent: {TestGateway.Caller}")));

        var spans = await gateway.StopAsync();
        Assert.Equal([TestGateway.CallerTrace], spans.Select(span => span.TraceId).Distinct());
        Assert.Equal(16, spans.Where(span => span.Kind == ReceivedSpanKind.Server).Select(span => span.SpanId).Distinct().Count());
        Assert.Equal(16, spans.Where(span => span.Name == "litellm_request").Select(span => span.ParentSpanId).Distinct().Count());
    }

    private static Task<TestGateway> StartAsync(GatewaySetup setup) => TestGateway.StartAsync(setup);

    private static void Messages(WebApplication app)
    {
        app.UseTracedLlm();
        app.MapPost("/v1/messages", [TracedLlmRoute] () => "hello");
    }

    private static async Task<ReceivedSpan> RootOf(TestGateway gateway) => Assert.Single(await RootsOf(gateway));

    private static async Task<IEnumerable<ReceivedSpan>> RootsOf(TestGateway gateway) =>
        (await gateway.StopAsync()).Where(span => span.Kind == ReceivedSpanKind.Server);
}
