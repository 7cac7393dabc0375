using Microsoft.Playwright;
using TracedLlm.Testing.Waiting;
using TracedLlm.Viewer.Browser.Tests.Gateways;

namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>One browser, and one gateway that has had the example requests.</summary>
public class ExampleViewer
{
    private const int Width = 1440;
    private const int Height = 900;

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private ExampleGateway? _gateway;
    private Examples? _examples;

    // A tab of the usual size that no test uses.
    private ViewerPage? _idle;

    /// <summary>The gateway whose traces the tests look at.</summary>
    internal ExampleGateway Gateway => _gateway!;

    /// <summary>The requests that it has had.</summary>
    internal Examples Examples => _examples!;

    /// <summary>The browser.</summary>
    internal IBrowser Browser => _browser!;

    /// <summary>Starts both, where there is a browser.</summary>
    public async Task InitializeAsync()
    {
        if (Chromium.Missing is not null)
        {
            return;
        }

        Assertions.SetDefaultExpectTimeout((float)Patience.Default.TotalMilliseconds);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = Chromium.Program, Headless = true });
        _gateway = await ExampleGateway.StartAsync();
        _examples = await Examples.SendAsync(_gateway);
    }

    /// <summary>Opens the gateway's viewer.</summary>
    /// <param name="query">The state in the address, such as <c>?outcome=error</c>.</param>
    internal async Task<ViewerPage> OpenAsync(string query = "")
    {
        var page = Interlocked.Exchange(ref _idle, null) ?? await ViewerPage.CreateAsync(Browser, Gateway.Viewer, Options(Width, Height, isDark: false), GiveBack);
        await page.GoToAsync(query);
        return page;
    }

    /// <summary>Opens a tab for a viewer without loading it.</summary>
    /// <param name="viewer">The viewer's address.</param>
    /// <param name="width">The width of the window.</param>
    /// <param name="height">The height of the window.</param>
    /// <param name="isDark">Whether the user prefers dark colours.</param>
    internal Task<ViewerPage> NewPageAsync(Uri viewer, int width = Width, int height = Height, bool isDark = false) =>
        ViewerPage.CreateAsync(Browser, viewer, Options(width, height, isDark));

    /// <summary>Stops both.</summary>
    public async Task DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.CloseAsync();
        }

        _playwright?.Dispose();
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
        }
    }

    private static BrowserNewContextOptions Options(int width, int height, bool isDark) => new()
    {
        ViewportSize = new() { Width = width, Height = height },
        ColorScheme = isDark ? ColorScheme.Dark : ColorScheme.Light,
        ReducedMotion = ReducedMotion.Reduce,
        Locale = "en-GB",
        TimezoneId = "UTC",
        Permissions = ["clipboard-read", "clipboard-write"],
    };

    private void GiveBack(ViewerPage page)
    {
        if (Interlocked.CompareExchange(ref _idle, page, null) is not null)
        {
            _ = page.CloseAsync();
        }
    }
}
