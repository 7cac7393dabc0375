using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Gateways;

namespace TracedLlm.Viewer.Browser.Tests.List;

/// <summary>A use of one filter.</summary>
/// <param name="Set">Sets the filter, as a user does.</param>
/// <param name="Query">The part of the page's address that it becomes.</param>
/// <param name="Shows">Whether the list then shows a request.</param>
internal sealed record FilterCase(Func<IPage, Task> Set, string Query, Func<TraceRow, Examples, bool> Shows)
{
    public static readonly IReadOnlyDictionary<string, FilterCase> All = new Dictionary<string, FilterCase>
    {
        ["an outcome"] = new(
            page => Press(page, "blocked"),
            "outcome=blocked",
            (row, _) => row.Outcome == "blocked"),
        ["two outcomes"] = new(
            async page =>
            {
                await Press(page, "blocked");
                await Press(page, "cancelled");
            },
            "outcome=blocked%2Ccancelled",
            (row, _) => row.Outcome is "blocked" or "cancelled"),
        ["the model that was asked for"] = new(
            page => Choose(page, "Model", "flaky"),
            "model=flaky",
            (row, _) => row.Model == "flaky" || row.Answered == "flaky"),
        ["the key"] = new(
            page => Choose(page, "Key", "demo"),
            "key=demo",
            (row, _) => row.Key == "demo"),
        ["the route"] = new(
            page => Choose(page, "Route", "/v1/messages"),
            "route=%2Fv1%2Fmessages",
            (row, _) => row.Route == "/v1/messages"),
        ["the session"] = new(
            page => Choose(page, "Session", ExampleRequests.Session),
            $"session={ExampleRequests.Session}",
            (row, _) => row.Session == ExampleRequests.Session),
        ["the user"] = new(
            page => Choose(page, "User", ExampleRequests.User),
            $"user={ExampleRequests.User}",
            (row, _) => row.User == ExampleRequests.User),
        ["a text of the content"] = new(
            page => Write(page, "Search text", ExampleRequests.OnlyText),
            "text=a+light+jacket",
            (row, examples) => examples.Turns.Skip(1).Any(turn => turn.Id == row.Id)),
        ["slower than"] = new(
            page => Write(page, "Slower than (ms)", "100"),
            "slower=100",
            (row, _) => row.Duration > 100),
        ["costlier than"] = new(
            page => Write(page, "Costlier than ($)", "0.001"),
            "costlier=0.001",
            (row, _) => row.Cost > 0.001),
    };

    private static Task Press(IPage page, string outcome) =>
        page.GetByRole(AriaRole.Group, new() { Name = "Outcome" }).GetByRole(AriaRole.Button, new() { Name = outcome }).ClickAsync();

    private static async Task Choose(IPage page, string label, string value) => await page.GetByRole(AriaRole.Combobox, new() { Name = label, Exact = true }).SelectOptionAsync(value);

    private static Task Write(IPage page, string label, string text) => page.GetByLabel(label, new() { Exact = true }).FillAsync(text);
}
