using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.List;

/// <summary>The state of the page is in its address.</summary>
[Collection(SharedViewer.Name)]
public sealed class AddressTests(ViewerFixture viewer)
{
    [BrowserFact]
    public async Task Back_and_forward_go_through_the_filters_and_the_requests()
    {
        var request = viewer.Examples.Demo["A guardrail blocks"];
        var rows = await viewer.Gateway.ReadRowsAsync();
        var blocked = rows.Count(row => row.Outcome == "blocked");
        await using var page = await viewer.OpenAsync();
        await page.ExpectRowsAsync(rows.Count);
        await page.Tab.GetByRole(AriaRole.Group, new() { Name = "Outcome" }).GetByRole(AriaRole.Button, new() { Name = "blocked" }).ClickAsync();
        await page.ExpectRowsAsync(blocked);
        await page.Row(request.Id).ClickAsync();
        await Assertions.Expect(page.Spans).ToBeVisibleAsync();
        var opened = page.Query;
        Assert.Contains($"trace={request.Id}", opened, StringComparison.Ordinal);

        await page.Tab.GoBackAsync();
        await page.ExpectRowsAsync(blocked);
        await page.Tab.GoBackAsync();
        await page.ExpectRowsAsync(rows.Count);
        Assert.Equal("", page.Query.TrimStart('?'));
        await page.Tab.GoForwardAsync();
        await page.ExpectRowsAsync(blocked);
        await page.Tab.GoForwardAsync();
        await Assertions.Expect(page.Spans).ToBeVisibleAsync();

        Assert.Equal(opened, page.Query);
    }

    [BrowserFact]
    public async Task The_address_of_a_span_opens_it_in_another_tab()
    {
        var request = viewer.Examples.Demo["A fallback"];
        await using var page = await viewer.OpenAsync($"?trace={request.Id}");
        var fallback = ViewerPage.RowsOf(page.Spans).Filter(new() { HasText = "fallback" });
        await fallback.ClickAsync();
        await Assertions.Expect(fallback).ToHaveAttributeAsync("aria-selected", "true");
        var span = await fallback.GetAttributeAsync("data-id");

        await using var other = await viewer.OpenAsync(page.Query);

        await Assertions.Expect(other.Row(span!)).ToHaveAttributeAsync("aria-selected", "true");
        await Assertions.Expect(other.Tab.GetByRole(AriaRole.Region, new() { Name = "Selected span" })).ToContainTextAsync(span!);
    }

    [BrowserFact]
    public async Task A_request_that_is_not_held_is_named_as_such()
    {
        await using var page = await viewer.NewPageAsync(viewer.Gateway.Viewer);
        page.ExpectedStatuses.Add(System.Net.HttpStatusCode.NotFound);

        await page.GoToAsync("?trace=0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331");

        await Assertions.Expect(page.Tab.GetByText("This request is no longer held")).ToBeVisibleAsync();
        await Assertions.Expect(page.Tab.GetByText("0af7651916cd43dd8448eb211c80319c")).ToBeVisibleAsync();
    }
}
