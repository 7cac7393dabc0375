using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.List;

[Collection(SharedViewer.Name)]
public sealed class FilterTests(ViewerFixture viewer)
{
    [BrowserFact]
    public async Task Each_filter_shows_its_requests_and_is_in_an_address_that_shows_the_same()
    {
        var rows = await viewer.Gateway.ReadRowsAsync();
        await using var page = await viewer.OpenAsync();
        foreach (var (name, filter) in FilterCase.All)
        {
            var expected = rows.Where(row => filter.Shows(row, viewer.Examples)).Select(row => row.Id).ToArray();
            Assert.True(expected.Length > 0 && expected.Length < rows.Count, $"{name}: {expected.Length} of {rows.Count}");
            await page.ExpectRowsAsync(rows.Count);

            await filter.Set(page.Tab);

            await ExpectAsync(page, name, expected);
            Assert.Equal((name, $"?{filter.Query}"), (name, page.Query));
            await Assertions.Expect(page.Tab.GetByLabel("Totals of the requests shown")).ToContainTextAsync($"Requests{expected.Length}", new() { UseInnerText = false });

            await page.Tab.ReloadAsync();

            await ExpectAsync(page, name, expected);
            await ClearAsync(page);
        }
    }

    [BrowserFact]
    public async Task Filters_that_no_request_meets_can_be_cleared()
    {
        await using var page = await viewer.OpenAsync("?model=flaky&user=nobody");
        await Assertions.Expect(page.Tab.GetByText("No request matches")).ToBeVisibleAsync();

        await ClearAsync(page);

        await page.ExpectRowsAsync((await viewer.Gateway.ReadRowsAsync()).Count);
    }

    private static Task ClearAsync(ViewerPage page) =>
        page.Tab.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Clear filters" }).First.ClickAsync();

    private static async Task ExpectAsync(ViewerPage page, string name, string[] expected)
    {
        await page.ExpectRowsAsync(expected.Length);
        var drawn = await ViewerPage.IdsOfAsync(page.List);
        Assert.True(expected.Take(drawn.Length).SequenceEqual(drawn), $"{name}: {string.Join(", ", drawn)}");
    }
}
