using System.Diagnostics;
using TracedLlm.Testing.Activities;
using TracedLlm.Testing.Otlp;
using TracedLlm.Testing.Tests.Otlp;
using TracedLlm.Testing.Trees;

namespace TracedLlm.Testing.Tests.Activities;

[Collection(ProductSource.Name)]
public sealed class ActivityConversionTests
{
    [Fact]
    public async Task A_converted_activity_is_what_the_stock_exporter_sends()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var exporter = new StockExporter(receiver);
        using var recorded = new RecordedActivities(exporter.Source.Name);
        ActivityContext.TryParse("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "a=b", isRemote: true, out var remote);

        using (var activity = exporter.Source.StartActivity("span", ActivityKind.Consumer, remote, links: [new ActivityLink(remote)])!)
        {
            activity.SetTag("int", 1).SetTag("doubles", new[] { 1.5 }).SetTag("guid", Guid.Empty);
            activity.AddEvent(new ActivityEvent("event", tags: new ActivityTagsCollection { ["x"] = true }));
            activity.SetStatus(ActivityStatusCode.Ok);
        }

        exporter.Flush();
        var exported = Assert.Single(await receiver.WaitForAsync(spans => spans.Count == 1));
        var converted = Assert.Single(recorded.Spans);

        Assert.Equal(SpanTree.Print([exported]), SpanTree.Print([converted]));
        Assert.Equal(exported.Events[0].TimeUnixNano, converted.Events[0].TimeUnixNano);
        Assert.Equal(
            exported with { Attributes = converted.Attributes, Events = converted.Events, Links = converted.Links, Resource = converted.Resource },
            converted);
    }
}
