using Microsoft.Playwright;
using TracedLlm.Samples.Gateway;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.List;

/// <summary>More tabs than a browser opens connections to a gateway without TLS, which are six.</summary>
[Collection(SharedViewer.Name)]
public sealed class TabsTests(ViewerFixture viewer)
{
    private const int Tabs = 7;

    [BrowserFact]
    public async Task Seven_tabs_that_are_seen_at_the_same_time_all_show_new_requests_and_open_them()
    {
        await using var context = await viewer.Browser.NewContextAsync();
        List<IPage> tabs = [];
        for (var number = 0; number < Tabs; number++)
        {
            var tab = await context.NewPageAsync();
            tabs.Add(tab);
            await tab.GotoAsync(viewer.Gateway.Viewer.ToString());
            await Assertions.Expect(tab.GetByText("Live", new() { Exact = true })).ToBeVisibleAsync();
        }

        var sent = await viewer.Gateway.SendAsync(DemoStep.All[0]);

        foreach (var tab in tabs)
        {
            // A hidden tab has no stream, and would prove nothing.
            Assert.False(await tab.EvaluateAsync<bool>("document.hidden"));
            await tab.Locator($"[role=row][data-id='{sent.Id}']").ClickAsync();
            await Assertions.Expect(tab.GetByRole(AriaRole.Treegrid, new() { Name = "Waterfall of spans" })).ToBeVisibleAsync();
        }
    }
}
