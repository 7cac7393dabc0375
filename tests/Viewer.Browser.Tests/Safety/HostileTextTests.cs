using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;
using TracedLlm.Viewer.Browser.Tests.Gateways;

namespace TracedLlm.Viewer.Browser.Tests.Safety;

/// <summary>
/// Callers and providers choose prompts, names and metadata. Whatever these are, the page shows them as text: nothing of them runs, and
/// nothing is fetched. Each tab also requires that there was no dialog, no violation of the policy and no request to elsewhere.
/// </summary>
[Collection(SharedViewer.Name)]
public sealed class HostileTextTests(ViewerFixture viewer)
{
    // Elements and attributes of the page that a hostile text would have made: the page itself has none of these.
    private const string FindMade = """
        () => [
            ...document.querySelectorAll('iframe, object, embed, form, meta[http-equiv], base, body script, body style, body link, img:not([src^="assets/"]), title ~ title'),
            ...[...document.querySelectorAll('*')].filter(element => [...element.attributes].some(attribute => /^on/.test(attribute.name))),
            ...[...document.querySelectorAll('[href], [src], [action], [ping]')].filter(element => /^\s*(javascript|data|vbscript):/i.test(element.getAttribute('href') ?? element.getAttribute('src') ?? '')),
            ...[...document.querySelectorAll('a[href]')].filter(link => link.origin !== location.origin && !(/noopener/.test(link.rel) && /noreferrer/.test(link.rel))),
        ].map(element => element.outerHTML.slice(0, 200))
        """;

    // Moving over and focusing elements would run handlers of hostile attributes.
    private const string Provoke = """
        () => document.querySelectorAll('*').forEach(element => ['mouseover', 'mouseenter', 'focus', 'error', 'load', 'toggle'].forEach(type => element.dispatchEvent(new Event(type))))
        """;

    [BrowserFact]
    public async Task Hostile_prompts_are_text_in_every_view()
    {
        var request = await viewer.Gateway.SendAsync(ExampleRequests.Chat, ExampleRequests.Hostile(HostileTexts.Model, HostileTexts.Prompts), HostileTexts.Key);
        await using var page = await viewer.OpenAsync($"?trace={request.Id}&tab=conversation");

        // The provider repeats the last one.
        var messages = page.Panel.GetByRole(AriaRole.Listitem);
        foreach (var prompt in HostileTexts.Prompts)
        {
            await Assertions.Expect(messages.Filter(new() { HasText = VisibleText.Of(prompt) })).ToHaveCountAsync(prompt == HostileTexts.Prompts[^1] ? 2 : 1);
        }

        foreach (var query in QueriesOf(request))
        {
            await page.GoToAsync(query);
            await CheckAsync(page);
        }
    }

    [BrowserFact]
    public async Task Hostile_names_are_text_in_the_list_and_the_filters()
    {
        var request = await viewer.Gateway.SendAsync(ExampleRequests.Chat, ExampleRequests.Hostile(ExampleAnswers.Hostile, HostileTexts.Prompts[1]), HostileTexts.Key);
        await using var page = await viewer.OpenAsync();
        var row = page.Row(request.Id);
        foreach (var text in new[] { ExampleAnswers.Hostile, HostileTexts.Model, HostileTexts.KeyAlias, HostileTexts.User, HostileTexts.Session })
        {
            await Assertions.Expect(row).ToContainTextAsync(text);
        }

        await page.Tab.GetByRole(AriaRole.Combobox, new() { Name = "Key", Exact = true }).SelectOptionAsync(HostileTexts.KeyAlias);
        await page.Tab.GetByRole(AriaRole.Combobox, new() { Name = "Session", Exact = true }).SelectOptionAsync(HostileTexts.Session);
        await Assertions.Expect(row).ToBeVisibleAsync();
        await CheckAsync(page);
        foreach (var query in QueriesOf(request))
        {
            await page.GoToAsync(query);
            await CheckAsync(page);
        }
    }

    [BrowserFact]
    public async Task Hostile_metadata_is_text_in_the_attributes_of_a_span()
    {
        var request = await viewer.Gateway.SendAsync(ExampleRequests.Chat, ExampleRequests.Hostile(ExampleAnswers.Hostile, HostileTexts.Bidi), HostileTexts.Key);
        await using var page = await viewer.OpenAsync($"?trace={request.Id}");
        var details = page.Tab.GetByRole(AriaRole.Region, new() { Name = "Selected span" });

        await Assertions.Expect(details).ToContainTextAsync(VisibleText.Of(HostileTexts.Bidi[..^1]));
        await CheckAsync(page);

        // The root has what the caller says of the trace, as JSON.
        await ViewerPage.RowsOf(page.Spans).First.ClickAsync();
        await details.GetByRole(AriaRole.Row).Filter(new() { HasText = "litellm.trace.metadata" }).GetByRole(AriaRole.Button, new() { Name = "as JSON" }).ClickAsync();
        foreach (var text in new[] { HostileTexts.MetadataName, HostileTexts.MetadataLink, HostileTexts.TraceName, HostileTexts.Tag, HostileTexts.KeyAlias, HostileTexts.TeamAlias })
        {
            await Assertions.Expect(details).ToContainTextAsync(text);
        }

        await CheckAsync(page);
    }

    [BrowserTheory]
    [InlineData("?model=<script>hostileTextRan=1</script>&text=%22><img src=x onerror=hostileTextRan=1>")]
    [InlineData("?group=session:<img src=x onerror=hostileTextRan=1>")]
    [InlineData("?trace=%22><script>hostileTextRan=1</script>&tab=javascript:hostileTextRan=1")]
    [InlineData("?compare=<svg onload=hostileTextRan=1>,javascript:hostileTextRan=1")]
    public async Task A_hostile_address_is_text(string query)
    {
        await using var page = await viewer.NewPageAsync(viewer.Gateway.Viewer);
        page.ExpectedStatuses.Add(System.Net.HttpStatusCode.NotFound);

        await page.GoToAsync(query);

        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
        await CheckAsync(page);
    }

    [BrowserFact]
    public async Task A_text_of_a_mebibyte_is_cut_until_somebody_wants_all_of_it()
    {
        var request = await viewer.Gateway.SendAsync(ExampleRequests.Chat, ExampleRequests.Hostile("demo", HostileTexts.Long), HostileTexts.Key);
        await using var page = await viewer.OpenAsync($"?trace={request.Id}&tab=conversation");
        var more = page.Panel.GetByRole(AriaRole.Button, new() { Name = "show all" }).First;
        await Assertions.Expect(more).ToBeVisibleAsync();
        var before = (await page.Panel.TextContentAsync())!.Length;
        Assert.InRange(before, 1_000, 100_000);

        await more.ClickAsync();

        await Assertions.Expect(page.Panel.GetByRole(AriaRole.Button, new() { Name = "Show less" })).ToBeVisibleAsync();
        Assert.True((await page.Panel.TextContentAsync())!.Length > 300_000);
        await CheckAsync(page);
        foreach (var query in QueriesOf(request))
        {
            await page.GoToAsync(query);
            await CheckAsync(page);
        }
    }

    private string[] QueriesOf(TraceRow request) =>
    [
        "",
        $"?trace={request.Id}",
        $"?trace={request.Id}&tab=conversation",
        $"?trace={request.Id}&tab=raw",
        $"?trace={request.Id}&tab=views",
        $"?group=session:{Uri.EscapeDataString(HostileTexts.Session)}",
        $"?group=user:{Uri.EscapeDataString(HostileTexts.User)}",
        $"?compare={request.Id},{viewer.Examples.Turns[0].Id}",
    ];

    private static async Task CheckAsync(ViewerPage page)
    {
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Main)).ToBeVisibleAsync();
        await Assertions.Expect(page.Tab.GetByText("Loading…")).ToHaveCountAsync(0);
        await page.Tab.EvaluateAsync(Provoke);

        Assert.Empty(await page.Tab.EvaluateAsync<string[]>(FindMade));
        Assert.Equal("undefined", await page.Tab.EvaluateAsync<string>($"() => typeof {HostileTexts.Mark}"));
        await page.CheckAsync();
    }
}
