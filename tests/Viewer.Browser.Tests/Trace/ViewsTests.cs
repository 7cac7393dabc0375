using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.Trace;

/// <summary>A span as each backend sees it.</summary>
[Collection(SharedViewer.Name)]
public sealed class ViewsTests(ViewerFixture viewer)
{
    // The name is the first part of a cell, or that of the first view that has the attribute.
    private const string ReadNames = """
        (rows, index) => rows.map(row => [...row.cells].map(cell => cell.firstElementChild.textContent))
            .map(names => names[index] === 'same' ? names.find(name => name !== 'no counterpart') : names[index])
        """;

    [BrowserFact]
    public async Task Each_view_is_a_column_with_all_its_attributes()
    {
        var request = viewer.Examples.Turns[1];
        var span = (await viewer.Gateway.ReadSpansAsync(request.Id)).Single(span => span.Name == "litellm_request");
        var views = await viewer.Gateway.ReadViewsAsync(request.Id, span.Id);
        Assert.Equal(["canonical", "langfuse", "openinference", "langsmith"], views.Keys);

        await using var page = await viewer.OpenAsync($"?trace={request.Id}&tab=views&span={span.Id}");

        var table = page.Tab.GetByRole(AriaRole.Region, new() { Name = "Table of views" }).GetByRole(AriaRole.Table);
        await Assertions.Expect(table.GetByRole(AriaRole.Columnheader)).ToHaveTextAsync(views.Keys.Select(name => $"{name} no backend"));
        foreach (var (index, view) in views.Index())
        {
            var names = await table.Locator("tbody tr").EvaluateAllAsync<string[]>(ReadNames, index);
            Assert.NotEmpty(view.Value);
            Assert.Empty(view.Value.Except(names));
        }
    }

    [BrowserFact]
    public async Task A_span_can_be_chosen_and_a_view_left_out()
    {
        var request = viewer.Examples.Demo["An answer"];
        await using var page = await viewer.OpenAsync($"?trace={request.Id}&tab=views");
        var views = page.Tab.GetByRole(AriaRole.Region, new() { Name = "Span as backends see it" });
        var headers = views.GetByRole(AriaRole.Columnheader);
        await Assertions.Expect(headers).ToHaveCountAsync(4);

        await views.GetByRole(AriaRole.Group, new() { Name = "Views" }).GetByRole(AriaRole.Button, new() { Name = "langfuse" }).ClickAsync();
        await Assertions.Expect(headers).ToHaveCountAsync(3);
        var cells = views.GetByRole(AriaRole.Cell);
        await views.GetByLabel("Find in the views").FillAsync("http.route");
        await Assertions.Expect(cells.Filter(new() { HasText = "http.route" })).ToHaveCountAsync(0);
        await views.GetByRole(AriaRole.Combobox, new() { Name = "Span", Exact = true }).SelectOptionAsync("Received Proxy Server Request");

        await Assertions.Expect(cells.Filter(new() { HasText = "http.route" }).First).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task Only_differences_can_be_shown()
    {
        var request = viewer.Examples.Demo["An answer"];
        await using var page = await viewer.OpenAsync($"?trace={request.Id}&tab=views");
        var rows = page.Tab.GetByRole(AriaRole.Region, new() { Name = "Table of views" }).GetByRole(AriaRole.Row);
        await Assertions.Expect(rows.Nth(6)).ToBeVisibleAsync();
        var all = await rows.CountAsync();

        await page.Tab.GetByLabel("Only differences").CheckAsync();

        await Assertions.Expect(rows).Not.ToHaveCountAsync(all);
        Assert.InRange(await rows.CountAsync(), 6, all - 1);
    }
}
