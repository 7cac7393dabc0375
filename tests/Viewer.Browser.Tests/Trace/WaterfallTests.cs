using Microsoft.Playwright;
using TracedLlm.Testing.Snapshots;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.Trace;

/// <summary>The spans of a request.</summary>
[Collection(SharedViewer.Name)]
public sealed class WaterfallTests(ViewerFixture viewer)
{
    // The level, the signs for screen readers, the name and the tags of each span.
    private const string ReadTree = """
        rows => rows.sort((one, other) => one.ariaRowIndex - other.ariaRowIndex).map(row => '  '.repeat(row.ariaLevel - 1) +
            [...row.querySelector('[role=gridcell]').children].map(part => part.textContent).filter(text => text !== '').join(' | ')).join('\n')
        """;

    public static TheoryData<string> Requests =>
    [
        "An answer", "A stream on another route", "A guardrail masks", "A guardrail blocks", "A guardrail blocks during the call", "A guardrail fails and is skipped",
        "A refused key", "A fallback", "All attempts fail", "A stream that breaks off", "The caller disconnects during a stream", "An answer from the cache",
    ];

    [BrowserTheory]
    [MemberData(nameof(Requests))]
    public async Task The_tree_has_every_span_with_its_signs(string title)
    {
        var request = viewer.Examples.Demo[title];
        await using var page = await viewer.OpenAsync($"?trace={request.Id}");
        await Assertions.Expect(page.Spans).ToHaveAttributeAsync("aria-rowcount", $"{request.Spans + 1}");

        var tree = await ViewerPage.RowsOf(page.Spans).EvaluateAllAsync<string>(ReadTree);

        Snapshot.Match(Durations.Scrub(tree), folder: "Trees", file: title);
    }

    [BrowserFact]
    public async Task The_first_chunk_of_a_stream_is_marked()
    {
        await using var page = await viewer.OpenAsync($"?trace={viewer.Examples.Demo["A stream on another route"].Id}");

        await Assertions.Expect(ViewerPage.RowsOf(page.Spans).Filter(new() { HasText = "chat demo" }).GetByTitle("first chunk at")).ToHaveCountAsync(1);
    }

    [BrowserFact]
    public async Task All_bars_are_on_one_axis()
    {
        await using var page = await viewer.OpenAsync($"?trace={viewer.Examples.Demo["A fallback"].Id}");
        await Assertions.Expect(page.Spans).ToBeVisibleAsync();

        var bars = await ViewerPage.RowsOf(page.Spans).GetByTitle("from ").EvaluateAllAsync<Bar[]>(
            "bars => bars.map(bar => ({ left: bar.getBoundingClientRect().left, width: bar.getBoundingClientRect().width }))");

        Assert.Equal(viewer.Examples.Demo["A fallback"].Spans, bars.Length);
        Assert.Single(bars.Distinct());
    }

    [BrowserFact]
    public async Task A_span_that_is_chosen_shows_all_that_it_says()
    {
        var request = viewer.Examples.Demo["A fallback"];
        await using var page = await viewer.OpenAsync($"?trace={request.Id}");
        var rows = ViewerPage.RowsOf(page.Spans);
        var spans = await viewer.Gateway.ReadSpansAsync(request.Id);
        await Assertions.Expect(rows).ToHaveCountAsync(spans.Count);
        var details = page.Tab.GetByRole(AriaRole.Region, new() { Name = "Selected span" });

        foreach (var span in spans)
        {
            await page.Row(span.Id).ClickAsync();

            await Assertions.Expect(details).ToContainTextAsync(span.Id);
            await Assertions.Expect(details.GetByRole(AriaRole.Heading, new() { Level = 2 })).ToHaveTextAsync(span.Name);
            var names = await details.GetByRole(AriaRole.Table, new() { Name = "Attributes", Exact = true }).GetByRole(AriaRole.Rowheader).AllInnerTextsAsync();
            Assert.Equal(span.Attributes.Order(StringComparer.Ordinal), names);
            await Assertions.Expect(details.GetByRole(AriaRole.Listitem)).ToHaveCountAsync(span.Links);
        }

        Assert.Contains(spans, span => span.Links > 0);
    }

    [BrowserFact]
    public async Task Parts_of_the_tree_can_be_closed_and_spans_found()
    {
        var request = viewer.Examples.Demo["A fallback"];
        await using var page = await viewer.OpenAsync($"?trace={request.Id}");
        var rows = ViewerPage.RowsOf(page.Spans);
        await Assertions.Expect(rows).ToHaveCountAsync(request.Spans);

        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Collapse" }).ClickAsync();
        var closed = rows.Filter(new() { HasText = "litellm_request" });
        await Assertions.Expect(closed).ToHaveAttributeAsync("aria-expanded", "false");
        Assert.True(await rows.CountAsync() < request.Spans);
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Expand all" }).ClickAsync();
        await Assertions.Expect(rows).ToHaveCountAsync(request.Spans);

        await page.Tab.GetByLabel("Find a span").FillAsync("chat demo");

        await Assertions.Expect(rows.Filter(new() { HasText = "chat demo" })).ToHaveCountAsync(1);
        await Assertions.Expect(rows.Filter(new() { HasText = "chat flaky" })).ToHaveCountAsync(0);
    }

    [BrowserTheory]
    [InlineData("Copy trace ID")]
    [InlineData("Copy as curl")]
    [InlineData("Copy JSON")]
    public async Task A_request_can_be_copied(string button)
    {
        var request = viewer.Examples.Turns[0];
        await using var page = await viewer.OpenAsync($"?trace={request.Id}");

        await page.Tab.GetByRole(AriaRole.Navigation).GetByRole(AriaRole.Button, new() { Name = button }).ClickAsync();

        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Status).Filter(new() { HasText = "Copied" })).ToBeVisibleAsync();
        var copied = await page.Tab.EvaluateAsync<string>("() => navigator.clipboard.readText()");
        Assert.Contains(button == "Copy as curl" ? "$API_KEY" : request.TraceId, copied, StringComparison.Ordinal);
        Assert.DoesNotContain(Gateways.ExampleGateway.Key, copied, StringComparison.Ordinal);
    }

    /// <summary>The place of a bar's axis.</summary>
    private sealed record Bar
    {
        public double Left { get; set; }

        public double Width { get; set; }
    }
}
