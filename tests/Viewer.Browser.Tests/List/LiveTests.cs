using Microsoft.Playwright;
using TracedLlm.Samples.Gateway;
using TracedLlm.Viewer.Browser.Tests.Browsers;
using TracedLlm.Viewer.Browser.Tests.Gateways;

namespace TracedLlm.Viewer.Browser.Tests.List;

[Collection(SharedViewer.Name)]
public sealed class LiveTests(ViewerFixture viewer)
{
    [BrowserFact]
    public async Task The_requests_of_the_demo_appear_while_the_page_is_open()
    {
        await using var page = await viewer.OpenAsync();
        await page.ExpectRowsAsync((await viewer.Gateway.ReadRowsAsync()).Count);

        foreach (var step in DemoStep.All)
        {
            var sent = await viewer.Gateway.SendAsync(step);

            var row = page.Row(sent.Id);
            await Assertions.Expect(row).ToHaveAttributeAsync("aria-rowindex", "2");
            await Assertions.Expect(row).ToContainTextAsync(sent.Outcome);
            await Assertions.Expect(row).ToContainTextAsync(step.Path);
            await Assertions.Expect(row).ToContainTextAsync(sent.Model ?? "–");
        }

        await page.ExpectRowsAsync((await viewer.Gateway.ReadRowsAsync()).Count);
    }

    [BrowserFact]
    public async Task The_newest_request_is_the_first_row()
    {
        await using var page = await viewer.OpenAsync();
        var rows = await viewer.Gateway.ReadRowsAsync();
        await page.ExpectRowsAsync(rows.Count);

        var drawn = await ViewerPage.IdsOfAsync(page.List);

        Assert.NotEmpty(drawn);
        Assert.Equal(rows.Take(drawn.Length).Select(row => row.Id), drawn);
    }

    [BrowserFact]
    public async Task A_row_has_what_the_gateway_knows_of_its_request()
    {
        await using var page = await viewer.OpenAsync();

        var row = page.Row(viewer.Examples.Turns[0].Id);

        foreach (var text in new[] { "ok", "200", ExampleRequests.Chat, ExampleAnswers.Assistant, "128 / 24", "$0.002", "mail-addresses", "demo", ExampleRequests.User, ExampleRequests.Session })
        {
            await Assertions.Expect(row).ToContainTextAsync(text);
        }

        await Assertions.Expect(row.GetByTitle("waiting for the provider")).ToBeVisibleAsync();
        await Assertions.Expect(page.Row(viewer.Examples.Demo["A fallback"].Id).GetByTitle("Retries: 1")).ToBeVisibleAsync();
        await Assertions.Expect(page.Row(viewer.Examples.Demo["A fallback"].Id).GetByTitle("Fallbacks: 1")).ToBeVisibleAsync();
    }
}
