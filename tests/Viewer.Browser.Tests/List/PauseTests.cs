using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;
using TracedLlm.Viewer.Browser.Tests.Gateways;

namespace TracedLlm.Viewer.Browser.Tests.List;

[Collection(SharedViewer.Name)]
public sealed class PauseTests(ViewerFixture viewer)
{
    [BrowserFact]
    public async Task A_paused_list_counts_new_requests_and_shows_them_when_it_goes_on()
    {
        await using var page = await viewer.OpenAsync();
        var before = (await viewer.Gateway.ReadRowsAsync()).Count;
        await page.ExpectRowsAsync(before);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Pause" }).ClickAsync();

        var sent = await viewer.Gateway.SendAsync(ExampleRequests.Chat, ExampleRequests.OfTenSpans(1));

        var resume = page.Tab.GetByRole(AriaRole.Button, new() { Name = "Resume (1 new)" });
        await Assertions.Expect(resume).ToBeVisibleAsync();
        await Assertions.Expect(page.Row(sent.Id)).ToHaveCountAsync(0);
        await page.ExpectRowsAsync(before);

        await resume.ClickAsync();

        await Assertions.Expect(page.Row(sent.Id)).ToBeVisibleAsync();
        await page.ExpectRowsAsync(before + 1);
    }
}
