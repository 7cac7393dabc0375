using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.Keyboard;

/// <summary>Everything can be done without a mouse.</summary>
[Collection(SharedViewer.Name)]
public sealed class KeyboardTests(ViewerFixture viewer)
{
    // The element with the focus, and whether one sees it: an outline, or a border or shadow that it does not have without the focus.
    private const string ReadFocus = """
        () => {
            const element = document.activeElement;
            if (element === document.body) {
                return null;
            }

            const look = () => { const style = getComputedStyle(element); return [style.outlineStyle === 'none' ? '' : style.outlineWidth, style.boxShadow, style.borderColor, style.backgroundColor].join(); };
            const focused = look();
            element.blur();
            const other = look();
            element.focus();
            const name = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
            return { name: (element.dataset.id ?? name ?? '').trim().slice(0, 60), isVisible: focused !== other && element.getClientRects().length > 0 };
        }
        """;

    // Presses a key with the first row of spans, before the page can do anything else.
    private const string PressWithFirstSpan = """
        new MutationObserver((_, observer) => {
            if (document.querySelector('[role=treegrid] [data-id]')) {
                observer.disconnect();
                document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true }));
            }
        }).observe(document, { childList: true, subtree: true });
        """;

    // What a page does after it has drawn has happened.
    private const string Settle = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 100))))";

    [BrowserFact]
    public async Task A_request_is_found_opened_read_and_left_with_keys()
    {
        var request = viewer.Examples.Demo["A fallback"];
        await using var page = await viewer.OpenAsync();
        await Assertions.Expect(page.Row(request.Id)).ToBeVisibleAsync();
        var keyboard = page.Tab.Keyboard;

        // The search has a key, and Escape leaves it.
        await keyboard.PressAsync("/");
        await Assertions.Expect(page.Tab.GetByLabel("Search text")).ToBeFocusedAsync();
        await keyboard.TypeAsync("chat flaky");
        await Assertions.Expect(page.Row(viewer.Examples.Turns[0].Id)).ToHaveCountAsync(0);
        await Assertions.Expect(page.Row(request.Id)).ToBeVisibleAsync();
        await keyboard.PressAsync("Escape");

        // Down to the row, and into it.
        await PressUntilFocusedAsync(page, "j", page.Row(request.Id));
        await keyboard.PressAsync("Enter");
        await Assertions.Expect(page.Spans).ToBeVisibleAsync();
        Assert.Contains(request.Id, page.Query, StringComparison.Ordinal);

        // Through the tree: to its root, closed and opened.
        var rows = ViewerPage.RowsOf(page.Spans);
        await keyboard.PressAsync("j");
        await Assertions.Expect(page.Spans.Locator("[aria-selected='true']")).ToBeFocusedAsync();
        await keyboard.PressAsync("Home");
        await Assertions.Expect(rows.First).ToBeFocusedAsync();
        await keyboard.PressAsync("ArrowLeft");
        await Assertions.Expect(rows).ToHaveCountAsync(1);
        await keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(rows).ToHaveCountAsync(request.Spans);
        await keyboard.PressAsync("End");
        await Assertions.Expect(page.Spans.Locator($"[aria-rowindex='{request.Spans + 1}']")).ToBeFocusedAsync();

        // The tabs are one stop; arrows go from one to the next.
        await page.Tab.GetByRole(AriaRole.Tab, new() { Name = "Spans" }).FocusAsync();
        await keyboard.PressAsync("ArrowRight");
        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Tab, new() { Name = "Conversation" })).ToBeFocusedAsync();
        await Assertions.Expect(page.Panel).ToContainTextAsync("Hello!");

        // Back to the same row.
        await keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Row(request.Id)).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task A_key_that_is_pressed_as_the_spans_are_drawn_focuses_the_selected_span()
    {
        await using var page = await viewer.NewPageAsync(viewer.Gateway.Viewer);
        await page.Tab.AddInitScriptAsync(PressWithFirstSpan);

        await page.GoToAsync($"?trace={viewer.Examples.Demo["A fallback"].Id}");
        await Assertions.Expect(page.Spans).ToBeVisibleAsync();
        await page.Tab.EvaluateAsync(Settle);

        await Assertions.Expect(page.Spans.Locator("[aria-selected='true']")).ToBeFocusedAsync();
    }

    [BrowserFact]
    public async Task Two_requests_are_selected_and_compared_with_keys()
    {
        var (one, other) = (viewer.Examples.Turns[1], viewer.Examples.Turns[0]);
        await using var page = await viewer.OpenAsync($"?session={Gateways.ExampleRequests.Session}");
        await page.ExpectRowsAsync(viewer.Examples.Turns.Count);

        await PressUntilFocusedAsync(page, "ArrowDown", page.Row(one.Id));
        await page.Tab.Keyboard.PressAsync("x");
        await PressUntilFocusedAsync(page, "ArrowDown", page.Row(other.Id));
        await page.Tab.Keyboard.PressAsync("Space");
        await Assertions.Expect(page.Row(other.Id)).ToHaveAttributeAsync("aria-selected", "true");
        await page.Tab.Keyboard.PressAsync("c");

        await Assertions.Expect(page.Tab.GetByRole(AriaRole.Heading, new() { Name = "Compare two requests" })).ToBeVisibleAsync();
        Assert.Contains($"compare={one.Id}%2C{other.Id}", page.Query, StringComparison.Ordinal);
    }

    [BrowserFact]
    public async Task The_help_names_the_keys_and_gives_the_focus_back()
    {
        await using var page = await viewer.OpenAsync();
        var button = page.Tab.GetByRole(AriaRole.Button, new() { Name = "Keyboard help" });
        await button.FocusAsync();

        await page.Tab.Keyboard.PressAsync("?");

        var help = page.Tab.GetByRole(AriaRole.Dialog, new() { Name = "Keyboard" });
        await Assertions.Expect(help).ToContainTextAsync("Open the request");
        await page.Tab.Keyboard.PressAsync("Escape");
        await Assertions.Expect(help).ToHaveCountAsync(0);
        await Assertions.Expect(button).ToBeFocusedAsync();
    }

    [BrowserTheory]
    [InlineData("")]
    [InlineData("spans")]
    [InlineData("conversation")]
    [InlineData("raw")]
    [InlineData("views")]
    public async Task Tab_goes_to_visible_elements_with_names_and_leaves_the_page_again(string tab)
    {
        await using var page = await viewer.OpenAsync(tab == "" ? "" : $"?trace={viewer.Examples.Turns[0].Id}&tab={tab}");
        await Assertions.Expect(tab == "" ? page.Row(viewer.Examples.Turns[0].Id) : page.Panel).ToBeVisibleAsync();
        await page.Tab.EvaluateAsync("() => document.activeElement?.blur()");
        List<Focus> stops = [];

        // A page has fewer stops; without an end the focus would be caught in a part of it.
        for (var press = 0; press < 400; press++)
        {
            await page.Tab.Keyboard.PressAsync("Tab");
            if (await page.Tab.EvaluateAsync<Focus?>(ReadFocus) is not { } focus)
            {
                break;
            }

            stops.Add(focus);
        }

        Assert.InRange(stops.Count, 5, 399);
        Assert.DoesNotContain(stops, stop => stop.Name == "");
        Assert.Empty(stops.Where(stop => !stop.IsVisible).Select(stop => stop.Name));
    }

    private static async Task PressUntilFocusedAsync(ViewerPage page, string key, ILocator element)
    {
        for (var press = 0; press < 100; press++)
        {
            await page.Tab.Keyboard.PressAsync(key);

            // The page moves the focus after it has drawn the row.
            await page.Tab.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => setTimeout(done)))");
            if (await element.CountAsync() == 1 && await element.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                return;
            }
        }

        Assert.Fail($"{key} does not get to {element}.");
    }

    /// <summary>An element that has the focus.</summary>
    private sealed class Focus
    {
        public string Name { get; set; } = "";

        public bool IsVisible { get; set; }
    }
}
