using TracedLlm.Export.Tests.Otlp;
using TracedLlm.Export.Views;

namespace TracedLlm.Export.Tests.Views;

/// <summary>No view allocates, be it for a span with content.</summary>
[Collection(ProcessWide.Name)]
public sealed class ViewAllocationTests
{
    public static TheoryData<string> Views => [.. ViewedRequest.Views.Select(view => view.Name)];

    [Theory]
    [MemberData(nameof(Views))]
    public async Task A_view_allocates_nothing(string name)
    {
        await using var gateway = await ViewGateway.StartAsync();
        var request = await gateway.SendAsync("stream", headers: ("traceparent", ViewGateway.Caller));
        var found = request.Request.LlmRequest();
        var settled = request.Request with { LlmRequest = () => found };
        var view = ViewedRequest.ViewOf(name);

        Assert.All(request.Activities, activity => Assert.Equal(0, EncodingAllocationTests.AllocatedPerSpan(view, new EndedSpan(activity, settled))));
    }
}
