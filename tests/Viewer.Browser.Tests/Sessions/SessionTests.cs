using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;
using TracedLlm.Viewer.Browser.Tests.Gateways;

namespace TracedLlm.Viewer.Browser.Tests.Sessions;

/// <summary>The requests of a session or a user, and two requests side by side.</summary>
[Collection(SharedViewer.Name)]
public sealed class SessionTests(ViewerFixture viewer)
{
    [BrowserTheory]
    [InlineData("session", ExampleRequests.Session)]
    [InlineData("user", ExampleRequests.User)]
    public async Task The_requests_of_a_group_are_in_order_with_their_totals_and_texts(string by, string value)
    {
        var request = viewer.Examples.Turns[0];
        await using var page = await viewer.OpenAsync($"?trace={request.Id}");

        // The session of a request is a link to all its requests.
        await page.Tab.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = value, Exact = true }).ClickAsync();

        var turns = page.Tab.GetByRole(AriaRole.List, new() { Name = $"Requests of the {by} {value}" }).Locator("> li");
        await Assertions.Expect(turns).ToHaveCountAsync(viewer.Examples.Turns.Count);
        Assert.Equal($"?group={by}%3A{value}", page.Query);
        await Assertions.Expect(turns.Nth(0)).ToContainTextAsync("What should I wear in Zürich today?");
        await Assertions.Expect(turns.Nth(0)).ToContainTextAsync("get_weather");
        await Assertions.Expect(turns.Nth(1)).ToContainTextAsync("so a light jacket is enough.");
        await Assertions.Expect(turns.Nth(2)).ToContainTextAsync("Thanks! And what about tomorrow?");
        var facts = page.Tab.GetByRole(AriaRole.Main).Locator("dl");
        await Assertions.Expect(facts).ToContainTextAsync("Requests3");
        await Assertions.Expect(facts).ToContainTextAsync("384 / 72");
        await turns.Nth(1).GetByRole(AriaRole.Link).First.ClickAsync();
        await Assertions.Expect(page.Spans).ToBeVisibleAsync();
        Assert.Contains(viewer.Examples.Turns[1].Id, page.Query, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task Two_requests_of_the_list_can_be_compared()
    {
        var (one, other) = (viewer.Examples.Turns[0], viewer.Examples.Turns[1]);
        await using var page = await viewer.OpenAsync($"?session={ExampleRequests.Session}");
        await page.Row(one.Id).GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.Row(other.Id).GetByRole(AriaRole.Checkbox).CheckAsync();

        await page.Tab.GetByRole(AriaRole.Region, new() { Name = "Selected requests" }).GetByRole(AriaRole.Button, new() { Name = "Compare" }).ClickAsync();

        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Heading, new() { Name = "Compare two requests" })).ToBeVisibleAsync();
        Assert.Contains($"compare={one.Id}%2C{other.Id}", page.Query, StringComparison.Ordinal);
        var answer = page.Tab.GetByRole(AriaRole.Region, new() { Name = "Answer" });
        await Assertions.Expect(answer.Locator("del").First).ToContainTextAsync("get_weather");
        await Assertions.Expect(answer.Locator("ins").Filter(new() { HasText = "jacket" }).First).ToBeVisibleAsync();
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Region, new() { Name = "Messages" }).Locator("ins").First).ToBeVisibleAsync();
    }

    [BrowserFact]
    public async Task A_comparison_shows_what_is_different_in_spans_parameters_and_durations()
    {
        var (one, other) = (viewer.Examples.Demo["An answer"], viewer.Examples.Demo["A fallback"]);

        await using var page = await viewer.OpenAsync($"?compare={one.Id},{other.Id}");

        var rows = page.Tab.GetByRole(AriaRole.Main).GetByRole(AriaRole.Row);
        foreach (var (first, text) in new[]
        {
            ("Model asked", "demoflakydiffers"),
            ("Key", "demodemosame"),
            ("Attempts", "13▲ +2 (+200%)"),
            ("model", "demoflaky"),
            ("chat flaky", "in B"),
        })
        {
            await Assertions.Expect(rows.Filter(new() { HasText = first }).Filter(new() { HasText = text }).First).ToBeVisibleAsync();
        }

        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Swap" }).ClickAsync();

        await page.Tab.WaitForURLAsync($"**compare={other.Id}%2C{one.Id}");
    }
}
