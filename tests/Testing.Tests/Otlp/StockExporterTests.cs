using System.Diagnostics;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Testing.Tests.Otlp;

/// <summary>The decoder reads the exports of the OpenTelemetry SDK.</summary>
[Collection(ProductSource.Name)]
public sealed class StockExporterTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;
    private StockExporter _exporter = null!;

    public async Task InitializeAsync()
    {
        _receiver = await OtlpReceiver.StartAsync();
        _exporter = new StockExporter(_receiver);
    }

    public async Task DisposeAsync()
    {
        _exporter.Dispose();
        await _receiver.DisposeAsync();
    }

    [Fact]
    public async Task Attributes_of_every_type_arrive_with_their_types()
    {
        using (var activity = _exporter.Source.StartActivity("typed")!)
        {
            activity.SetTag("string", "text, with € and \"quotes\"");
            activity.SetTag("digits", "5");
            activity.SetTag("bool", true);
            activity.SetTag("int", -3);
            activity.SetTag("long", long.MaxValue);
            activity.SetTag("double", 0.5);
            activity.SetTag("strings", new[] { "a", "b" });
            activity.SetTag("longs", new[] { 1L, 2L });
            activity.SetTag("doubles", new[] { 1.0, 2.5 });
            activity.SetTag("bools", new[] { true, false });
        }

        var span = await ReceiveOneAsync();

        Assert.Equal(
            """{string="text, with € and \"quotes\"", digits="5", bool=true, int=-3, long=9223372036854775807, double=0.5, strings=[a, b], longs=[1, 2], doubles=[1.0, 2.5], bools=[true, false]}""",
            span.Attributes.ToString());
        Assert.Equal(-3L, span.Attributes.Get<long>("int"));
        Assert.Equal(["a", "b"], span.Attributes.Get<IReadOnlyList<object?>>("strings"));
    }

    [Fact]
    public async Task Identity_time_and_state_arrive_as_they_were()
    {
        ActivityContext.TryParse(
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=value", isRemote: true, out var remote);
        var activity = _exporter.Source.StartActivity("Received", ActivityKind.Server, remote)!;
        activity.SetStatus(ActivityStatusCode.Error, "broken");
        activity.Stop();

        var span = await ReceiveOneAsync();

        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId);
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId);
        Assert.Equal(activity.SpanId.ToHexString(), span.SpanId);
        Assert.Equal("Received", span.Name);
        Assert.Equal(ReceivedSpanKind.Server, span.Kind);
        Assert.Equal("vendor=value", span.TraceState);
        Assert.Equal(0x301u, span.Flags);
        Assert.Equal(ReceivedStatus.Error, span.Status);
        Assert.Equal("broken", span.StatusMessage);
        Assert.Equal((ulong)(activity.StartTimeUtc - DateTime.UnixEpoch).Ticks * 100, span.StartUnixNano);
        Assert.Equal((ulong)activity.Duration.Ticks * 100, span.EndUnixNano - span.StartUnixNano);
        Assert.Equal(_exporter.Source.Name, span.ScopeName);
        Assert.Equal("1.2.3", span.ScopeVersion);
        Assert.Equal("{service.name=gateway, service.version=\"4.5\"}", span.Resource.ToString());
    }

    [Fact]
    public async Task Events_and_links_arrive_with_their_attributes()
    {
        var linked = ActivityContext.Parse("00-1af7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01", "other=state");
        var time = new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);
        using (var activity = _exporter.Source.StartActivity(
            ActivityKind.Client, links: [new ActivityLink(linked, new ActivityTagsCollection { ["reason"] = "passed over" })], name: "linked")!)
        {
            activity.AddEvent(new ActivityEvent("first chunk", time, new ActivityTagsCollection { ["index"] = 0 }));
        }

        var span = await ReceiveOneAsync();

        var sse = Assert.Single(span.Events);
        Assert.Equal("first chunk", sse.Name);
        Assert.Equal((ulong)time.ToUnixTimeSeconds() * 1_000_000_000, sse.TimeUnixNano);
        Assert.Equal("{index=0}", sse.Attributes.ToString());
        var link = Assert.Single(span.Links);
        Assert.Equal("1af7651916cd43dd8448eb211c80319c", link.TraceId);
        Assert.Equal("c7ad6b7169203331", link.SpanId);
        Assert.Equal("other=state", link.TraceState);
        Assert.Equal("{reason=passed over}", link.Attributes.ToString());
    }

    [Fact]
    public async Task A_trace_arrives_as_a_whole_tree()
    {
        using (_exporter.Source.StartActivity("Received Proxy Server Request", ActivityKind.Server))
        using (_exporter.Source.StartActivity("litellm_request"))
        {
            using (var guardrail = _exporter.Source.StartActivity("guardrail")!)
            {
                guardrail.SetTag("litellm.guardrail.name", "pii");
                guardrail.SetTag("litellm.guardrail.status", "success");
            }

            using var attempt = _exporter.Source.StartActivity("chat gpt-4o-mini", ActivityKind.Client)!;
            attempt.SetStatus(ActivityStatusCode.Error);
        }

        _exporter.Flush();
        var spans = await _receiver.WaitForRootAsync();

        TraceInvariants.Check(spans);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request
               ├─ guardrail  {litellm.guardrail.name=pii, litellm.guardrail.status=success}
               └─ chat gpt-4o-mini [CLIENT] ERROR
            """,
            SpanTree.Print(spans));
    }

    private async Task<ReceivedSpan> ReceiveOneAsync()
    {
        _exporter.Flush();
        return Assert.Single(await _receiver.WaitForAsync(spans => spans.Count > 0));
    }
}
