using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using TracedLlm.Testing.Otlp;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Metadata;

namespace TracedLlm.Tests.Context;

/// <summary>The parent that a request's metadata names, against every other parent it could have.</summary>
[Collection(ProcessWide.Name)]
public sealed class ExplicitParentTests
{
    private const string PlatformSource = "Microsoft.AspNetCore";
    private const string Trace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string Span = "00f067aa0ba902b7";
    private const string OtherTrace = "11111111111111111111111111111111";
    private const string OtherSpan = "2222222222222222";
    private const string Both = $$"""{"metadata": {"trace_id": "{{Trace}}", "parent_observation_id": "{{Span}}"} }""";
    private const string TraceAlone = $$"""{"metadata": {"trace_id": "{{Trace}}"} }""";
    private const string SpanAlone = $$"""{"metadata": {"parent_observation_id": "{{Span}}"} }""";
    private const string FromCaller = $"traceparent: {TestGateway.Caller}";

    private static readonly ActivityContext OfKey = Contexts.Create(OtherTrace, OtherSpan);

    [Fact]
    public async Task Trace_and_span_of_the_metadata_are_the_parent_and_the_traceparent_becomes_a_link()
    {
        var root = await RootAsync(Both, [FromCaller, "tracestate: vendor=1"]);

        Assert.Equal((Trace, Span, 0x301u), (root.TraceId, root.ParentSpanId, root.Flags));
        var link = Assert.Single(root.Links);
        Assert.Equal((TestGateway.CallerTrace, TestGateway.CallerSpan), (link.TraceId, link.SpanId));
    }

    [Fact]
    public async Task A_trace_alone_has_a_root_without_a_parent()
    {
        var root = await RootAsync(TraceAlone, [FromCaller]);

        Assert.Equal((Trace, ""), (root.TraceId, root.ParentSpanId));
        Assert.Equal(TestGateway.CallerTrace, Assert.Single(root.Links).TraceId);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_trace_alone_has_a_root_without_a_parent_whatever_is_current(bool exported)
    {
        using var edge = new ActivitySource("Edge");
        await using var gateway = await MetadataGateway.StartAsync(new()
        {
            OtherSources = exported ? [PlatformSource, edge.Name] : [],
            App = app => app.Use(async (context, next) =>
            {
                using var outer = edge.StartActivity("edge");
                using var noise = exported ? null : new Activity("exported by nobody").Start();
                var current = Activity.Current;
                await next(context);
                Assert.Same(current, Activity.Current);
            }),
        });

        await gateway.PostBodyAsync(MetadataGateway.Chat, TraceAlone);

        var spans = await gateway.StopAsync();
        var root = Assert.Single(spans, span => span.Name == "Received Proxy Server Request");
        Assert.Equal((Trace, ""), (root.TraceId, root.ParentSpanId));
        Assert.All(spans.Where(span => span.ScopeName == TracedLlmTelemetry.SourceName), span => Assert.Equal(Trace, span.TraceId));
        Assert.Equal(exported ? 1 : 0, root.Links.Count);
    }

    [Fact]
    public async Task A_trace_id_alone_has_the_traceparents_span_as_parent_if_it_is_the_same_trace()
    {
        var root = await RootAsync($$"""{"metadata": {"existing_trace_id": "{{TestGateway.CallerTrace}}"} }""", [FromCaller]);

        Assert.Equal((TestGateway.CallerTrace, TestGateway.CallerSpan), (root.TraceId, root.ParentSpanId));
        Assert.Empty(root.Links);
    }

    [Fact]
    public async Task A_span_alone_is_one_of_the_traceparents_trace()
    {
        var root = await RootAsync(SpanAlone, [FromCaller]);

        Assert.Equal((TestGateway.CallerTrace, Span), (root.TraceId, root.ParentSpanId));
        Assert.Empty(root.Links);
    }

    [Fact]
    public async Task A_span_alone_is_one_of_the_trace_that_the_gateway_derives_from_the_caller()
    {
        var root = await RootAsync(SpanAlone, [FromCaller], options => options.ParentFromCaller = _ => OfKey);

        Assert.Equal((OtherTrace, Span), (root.TraceId, root.ParentSpanId));
        Assert.Equal(TestGateway.CallerTrace, Assert.Single(root.Links).TraceId);
    }

    [Fact]
    public async Task A_span_alone_without_any_trace_is_dropped_and_counted()
    {
        using var dropped = new DroppedValues();

        var root = await RootAsync(SpanAlone, []);

        Assert.Equal("", root.ParentSpanId);
        Assert.Equal("incomplete parent_observation_id 1", dropped.ToString());
    }

    [Theory]
    [InlineData($$"""{"metadata": {"trace_id": "{{OtherTrace}}", "existing_trace_id": "{{Trace}}"} }""", Trace)]
    [InlineData($$"""{"metadata": {"trace_id": "{{Trace}}"} }""", Trace)]
    [InlineData($$"""{"metadata": {"existing_trace_id": "00000000000000000000000000000000", "trace_id": "{{Trace}}"} }""", Trace)]
    [InlineData("""{"metadata": {"trace_id": 7} }""", OtherTrace)]
    [InlineData("{}", OtherTrace)]
    public async Task An_existing_trace_wins_over_the_trace_and_that_over_the_header(string body, string trace) =>
        Assert.Equal(trace, (await RootAsync(body, [$"x-litellm-trace-id: {OtherTrace}"])).TraceId);

    [Fact]
    public async Task The_headers_of_the_keys_win_over_the_body()
    {
        var root = await RootAsync(
            $$"""{"metadata": {"existing_trace_id": "{{OtherTrace}}", "parent_observation_id": "{{OtherSpan}}"} }""",
            [$"langfuse_existing_trace_id: {Trace}", $"langfuse_parent_observation_id: {Span}"]);

        Assert.Equal((Trace, Span), (root.TraceId, root.ParentSpanId));
    }

    [Theory]
    [InlineData("4BF92F35-77B3-4DA6-A3CE-929D0E0E4736", Trace)]
    [InlineData("external-id", "1a57bf4bfde5f8d6455e019dbd24bd9e")]
    public async Task The_root_is_in_the_trace_derived_from_the_text_and_carries_the_text(string text, string trace)
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, $$"""{"metadata": {"trace_id": "{{text}}"} }""");

        var spans = await gateway.StopAsync();
        Assert.All(spans, span => Assert.Equal(trace, span.TraceId));
        Assert.Equal(text, Assert.Single(spans, span => span.Name == "litellm_request").Attributes["litellm.trace_id"]);
    }

    [Fact]
    public async Task The_parent_in_metadata_has_precedence_over_the_parent_derived_from_the_caller()
    {
        var root = await RootAsync(Both, [], options => options.ParentFromCaller = _ => OfKey);

        Assert.Equal((Trace, Span), (root.TraceId, root.ParentSpanId));
        Assert.Equal((OtherTrace, OtherSpan), (Assert.Single(root.Links).TraceId, root.Links[0].SpanId));
    }

    [Fact]
    public async Task The_ambient_activity_becomes_a_link()
    {
        using var edge = new ActivitySource("Edge");
        await using var gateway = await MetadataGateway.StartAsync(new()
        {
            OtherSources = [PlatformSource, edge.Name],
            App = app => app.Use(async (context, next) =>
            {
                using var outer = edge.StartActivity("edge");
                await next(context);
            }),
        });

        await gateway.PostBodyAsync(MetadataGateway.Chat, Both);

        var spans = await gateway.StopAsync(Span);
        var outer = Assert.Single(spans, span => span.Name == "edge");
        var root = Assert.Single(spans, span => span.Name == "Received Proxy Server Request");
        Assert.Equal((Trace, Span), (root.TraceId, root.ParentSpanId));
        Assert.Equal((outer.TraceId, outer.SpanId), (Assert.Single(root.Links).TraceId, root.Links[0].SpanId));
    }

    [Theory]
    [InlineData(InboundTrust.Continue, Trace, Span, 0)]
    [InlineData(InboundTrust.Full, Trace, Span, 0)]
    [InlineData(InboundTrust.Link, "", "", 1)]
    [InlineData(InboundTrust.Ignore, "", "", 0)]
    public async Task Inbound_trust_applies_to_a_parent_in_the_metadata(InboundTrust trust, string trace, string parent, int links)
    {
        var root = await RootAsync(Both, [], options => options.InboundTrust = trust);

        Assert.Equal((trace.Length > 0, parent), (root.TraceId == Trace, root.ParentSpanId));
        Assert.Equal(links, root.Links.Count);
        Assert.All(root.Links, link => Assert.Equal((Trace, Span), (link.TraceId, link.SpanId)));
    }

    [Theory]
    [InlineData(InboundTrust.Link)]
    [InlineData(InboundTrust.Ignore)]
    public async Task A_trace_is_not_joined_without_trust(InboundTrust trust)
    {
        var root = await RootAsync($$"""{"metadata": {"existing_trace_id": "{{Trace}}"} }""", [], options => options.InboundTrust = trust);

        Assert.False(root.Attributes.ContainsKey("litellm.trace.joined"));
        Assert.Empty(root.Links);
    }

    [Fact]
    public async Task Ignoring_context_propagation_keeps_the_parent_that_the_metadata_names()
    {
        var root = await RootAsync(Both, [FromCaller], options => options.IgnoreContextPropagation = true);

        Assert.Equal((Trace, Span), (root.TraceId, root.ParentSpanId));
        Assert.Empty(root.Links);
    }

    [Fact]
    public async Task Two_requests_that_name_one_trace_are_two_roots_in_it()
    {
        await using var gateway = await MetadataGateway.StartAsync();

        await gateway.PostBodyAsync(MetadataGateway.Chat, TraceAlone);
        await gateway.PostBodyAsync(MetadataGateway.Chat, TraceAlone);

        var roots = (await gateway.StopAsync()).Where(span => span.Kind == ReceivedSpanKind.Server);
        Assert.Equal([(Trace, ""), (Trace, "")], roots.Select(root => (root.TraceId, root.ParentSpanId)));
    }

    private static async Task<ReceivedSpan> RootAsync(string body, string[] headers, Action<TracedLlmOptions>? options = null)
    {
        await using var gateway = await MetadataGateway.StartAsync(new() { App = _ => { }, Options = options ?? (_ => { }) });
        await gateway.PostBodyAsync(MetadataGateway.Chat, body, headers);
        return Assert.Single(await gateway.StopAsync(Span, OtherSpan), span => span.Kind == ReceivedSpanKind.Server);
    }
}
