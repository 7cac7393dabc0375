using System.Net;
using Microsoft.Playwright;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.Accessibility;

[Collection(SharedViewer.Name)]
public sealed class AccessibilityTests(ViewerFixture viewer)
{
    private const string ContrastRule = "color-contrast";

    // Of these rules axe-core checks more in every state; with fewer the page has not been drawn.
    private const int LeastChecks = 15;

    [BrowserTheory]
    [InlineData(360)]
    [InlineData(1440)]
    public async Task No_state_of_the_page_violates_a_rule_of_axe_core_or_is_wider_than_the_window(int width)
    {
        await using var page = await viewer.NewPageAsync(viewer.Gateway.Viewer, width);
        page.ExpectedStatuses.Add(HttpStatusCode.NotFound);
        List<string> violations = [];
        foreach (var (name, state) in ViewerState.All)
        {
            await page.Tab.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Light });
            await state.ReachAsync(page, viewer.Examples);

            var result = await AxeCore.CheckAsync(page.Tab);

            Assert.True(result.Checks >= LeastChecks, $"{name}: axe-core had {result.Checks} rules to check.");
            violations.AddRange(result.Violations.Select(violation => $"{name}: {violation}"));
            if (await page.Tab.EvaluateAsync<int>("() => document.documentElement.scrollWidth") is var needed && needed > width)
            {
                violations.Add($"{name}: it is {needed} pixels wide.");
            }

            // The themes differ in colours alone.
            await page.Tab.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
            var dark = await AxeCore.CheckAsync(page.Tab, ContrastRule);
            Assert.True(dark.Checks == 1 || dark.Violations.Length > 0, $"{name}: axe-core had no colours to check.");
            violations.AddRange(dark.Violations.Select(violation => $"{name}, dark: {violation}"));
        }

        Assert.True(violations.Count == 0, string.Join('\n', violations));
    }

    [BrowserFact]
    public async Task A_violation_would_be_found()
    {
        await using var page = await viewer.OpenAsync();
        await page.Tab.EvaluateAsync("() => document.body.append(Object.assign(document.createElement('input'), { type: 'text' }))");

        var result = await AxeCore.CheckAsync(page.Tab);

        Assert.Contains(result.Violations, violation => violation.StartsWith("label (critical)", StringComparison.Ordinal));
    }

    [BrowserFact]
    public async Task The_theme_can_be_chosen_and_stays()
    {
        await using var page = await viewer.OpenAsync();
        var light = await BackgroundAsync(page);

        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Theme: system" }).ClickAsync();
        await page.Tab.GetByRole(AriaRole.Button, new() { Name = "Theme: light" }).ClickAsync();

        Assert.NotEqual(light, await BackgroundAsync(page));
        await page.Tab.ReloadAsync();
        Assert.NotEqual(light, await BackgroundAsync(page));
    }

    private static Task<string> BackgroundAsync(ViewerPage page) => page.Tab.EvaluateAsync<string>("() => getComputedStyle(document.body).backgroundColor");
}
