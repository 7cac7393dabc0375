using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.List;

[Collection(SharedViewer.Name)]
public sealed class FilterTests(ViewerFixture viewer)
{
    public static TheoryData<string> Filters => [.. FilterCase.All.Keys];

    [BrowserTheory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_shows_its_requests_and_is_in_the_address(string name)
    {
        var filter = FilterCase.All[name];
        var rows = await viewer.Gateway.ReadRowsAsync();
        var expected = rows.Where(row => filter.Shows(row, viewer.Examples)).Select(row => row.Id).ToArray();
        Assert.InRange(expected.Length, 1, rows.Count - 1);
        await using var page = await viewer.OpenAsync();
        await page.ExpectRowsAsync(rows.Count);

        await filter.Set(page.Tab);

        await page.ExpectRowsAsync(expected.Length);
        var drawn = await ViewerPage.IdsOfAsync(page.List);
        Assert.Equal(expected.Take(drawn.Length), drawn);
        Assert.Equal($"?{filter.Query}", page.Query);
        await Assertions.Expect(page.Tab.GetByLabel("Totals of the requests shown")).ToContainTextAsync($"Requests{expected.Length}", new() { UseInnerText = false });
    }

    [BrowserTheory]
    [MemberData(nameof(Filters))]
    public async Task An_address_with_a_filter_shows_the_same(string name)
    {
        var filter = FilterCase.All[name];
        var expected = (await viewer.Gateway.ReadRowsAsync()).Where(row => filter.Shows(row, viewer.Examples)).Select(row => row.Id).ToArray();

        await using var page = await viewer.OpenAsync($"?{filter.Query}");

        await page.ExpectRowsAsync(expected.Length);
        var drawn = await ViewerPage.IdsOfAsync(page.List);
        Assert.Equal(expected.Take(drawn.Length), drawn);
    }

    [BrowserFact]
    public async Task Filters_that_no_request_meets_can_be_cleared()
    {
        await using var page = await viewer.OpenAsync("?model=flaky&user=nobody");
        await Assertions.Expect(page.Tab.GetByText("No request matches")).ToBeVisibleAsync();

        await page.Tab.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = "Clear filters" }).First.ClickAsync();

        await page.ExpectRowsAsync((await viewer.Gateway.ReadRowsAsync()).Count);
    }
}
