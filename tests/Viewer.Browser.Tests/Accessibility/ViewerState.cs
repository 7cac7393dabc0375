using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;
using TracedLlm.Viewer.Browser.Tests.Gateways;

namespace TracedLlm.Viewer.Browser.Tests.Accessibility;

/// <summary>A state of the page that a user can reach.</summary>
/// <param name="Query">The address.</param>
/// <param name="Show">What the user does then.</param>
/// <param name="Shown">An element that is there when the state is reached.</param>
internal sealed record ViewerState(Func<Examples, string> Query, Func<IPage, ILocator> Shown, Func<IPage, Task>? Show = null)
{
    public static readonly IReadOnlyDictionary<string, ViewerState> All = new Dictionary<string, ViewerState>
    {
        ["list"] = new(_ => "", page => page.GetByRole(AriaRole.Grid).GetByRole(AriaRole.Gridcell).First),
        ["list without a match"] = new(_ => "?user=nobody", page => page.GetByText("No request matches")),
        ["list with a selection"] = new(
            _ => "",
            page => page.GetByRole(AriaRole.Region, new() { Name = "Selected requests" }),
            page => page.GetByRole(AriaRole.Grid).GetByRole(AriaRole.Checkbox).First.CheckAsync()),
        ["spans of an error"] = new(examples => $"?trace={examples.Demo["All attempts fail"].Id}", Tree),
        ["spans of a block"] = new(examples => $"?trace={examples.Demo["A guardrail blocks"].Id}", Tree),
        ["spans of a fallback"] = new(examples => $"?trace={examples.Demo["A fallback"].Id}", Tree),
        ["conversation"] = new(examples => $"?trace={examples.Turns[2].Id}&tab=conversation", page => page.GetByText("Thanks! And what about tomorrow?")),
        ["raw"] = new(examples => $"?trace={examples.Turns[1].Id}&tab=raw", page => page.GetByRole(AriaRole.Region, new() { Name = "Response, content" })),
        ["views"] = new(examples => $"?trace={examples.Turns[1].Id}&tab=views", page => page.GetByRole(AriaRole.Region, new() { Name = "Table of views" })),
        ["session"] = new(_ => $"?group=session:{ExampleRequests.Session}", page => page.GetByText("so a light jacket is enough.")),
        ["compare"] = new(examples => $"?compare={examples.Demo["An answer"].Id},{examples.Demo["A fallback"].Id}", page => page.GetByRole(AriaRole.Heading, new() { Name = "Answer" })),
        ["request that is not held"] = new(_ => "?trace=0-0", page => page.GetByText("This request is no longer held")),
        ["help"] = new(_ => "", page => page.GetByRole(AriaRole.Dialog), page => page.GetByRole(AriaRole.Button, new() { Name = "Keyboard help" }).ClickAsync()),
    };

    /// <summary>Goes to the state.</summary>
    public async Task ReachAsync(ViewerPage page, Examples examples)
    {
        await page.GoToAsync(Query(examples));
        if (Show is not null)
        {
            await Show(page.Tab);
        }

        await Assertions.Expect(Shown(page.Tab).First).ToBeVisibleAsync();
    }

    private static ILocator Tree(IPage page) => page.GetByRole(AriaRole.Treegrid).GetByRole(AriaRole.Gridcell).First;
}
