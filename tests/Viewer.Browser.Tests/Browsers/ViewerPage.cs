using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Playwright;

namespace TracedLlm.Viewer.Browser.Tests.Browsers;

/// <summary>
/// The viewer in a tab. It records everything that a page must not do, and <see cref="DisposeAsync"/> requires that nothing of it
/// happened. A tab without a fault is given back to who lent it, and is used again: a new one costs more than most tests.
/// </summary>
internal sealed class ViewerPage : IAsyncDisposable
{
    // Before every script of the page. A violation of the policy is also reported where no console is.
    private const string Watch = """
        window.violations = [];
        addEventListener('securitypolicyviolation', violation => violations.push(`${violation.violatedDirective} ${violation.blockedURI}`));
        """;

    private readonly ConcurrentQueue<string> _wrong = new();
    private readonly Uri _address;
    private readonly IBrowserContext _context;
    private readonly Action<ViewerPage>? _giveBack;

    private ViewerPage(Uri address, IBrowserContext context, IPage page, Action<ViewerPage>? giveBack)
    {
        _giveBack = giveBack;
        _address = address;
        _context = context;
        Tab = page;
    }

    /// <summary>The tab.</summary>
    public IPage Tab { get; }

    /// <summary>What happened that must not: dialogs, exceptions, console errors, requests to other hosts.</summary>
    public IReadOnlyCollection<string> Wrong => _wrong;

    /// <summary>Statuses of responses that are expected, although the console reports them as errors.</summary>
    public HashSet<HttpStatusCode> ExpectedStatuses { get; } = [];

    /// <summary>The part of the page's address that its state is in.</summary>
    public string Query => new Uri(Tab.Url).Query;

    /// <summary>The list of requests.</summary>
    public ILocator List => Tab.GetByRole(AriaRole.Grid, new() { Name = "Requests" });

    /// <summary>The spans of a request.</summary>
    public ILocator Spans => Tab.GetByRole(AriaRole.Treegrid, new() { Name = "Waterfall of spans" });

    /// <summary>The part of a request's page that is chosen.</summary>
    public ILocator Panel => Tab.GetByRole(AriaRole.Tabpanel);

    /// <summary>The row of a request in the list, or of a span.</summary>
    public ILocator Row(string id) => Tab.Locator($"[role=row][data-id='{id}']");

    /// <summary>The rows of a list, without its header.</summary>
    public static ILocator RowsOf(ILocator list) => list.Locator("[role=row][data-id]");

    /// <summary>The ids of the rows that are drawn, from top to bottom.</summary>
    public static Task<string[]> IdsOfAsync(ILocator list) => RowsOf(list).EvaluateAllAsync<string[]>(
        "rows => rows.sort((one, other) => one.ariaRowIndex - other.ariaRowIndex).map(row => row.dataset.id)");

    /// <summary>Waits until the list has this number of rows.</summary>
    public Task ExpectRowsAsync(int count) => Assertions.Expect(List).ToHaveAttributeAsync("aria-rowcount", (count + 1).ToString(CultureInfo.InvariantCulture));

    /// <summary>Opens a tab without loading anything.</summary>
    /// <param name="browser">The browser.</param>
    /// <param name="address">The viewer's address, ending in a slash.</param>
    /// <param name="options">Size, theme and the like.</param>
    /// <param name="giveBack">Takes the tab after its use; without it, the tab is closed.</param>
    public static async Task<ViewerPage> CreateAsync(IBrowser browser, Uri address, BrowserNewContextOptions options, Action<ViewerPage>? giveBack = null)
    {
        var context = await browser.NewContextAsync(options);
        await context.AddInitScriptAsync(Watch);
        var page = new ViewerPage(address, context, await context.NewPageAsync(), giveBack);
        page.Record();
        return page;
    }

    /// <summary>Goes to an address of the viewer, such as <c>?outcome=error</c>, and waits until the page has read the traces.</summary>
    public async Task<IResponse?> GoToAsync(string query = "") =>
        await Tab.GotoAsync(new Uri(_address, query).ToString(), new() { WaitUntil = WaitUntilState.Load });

    /// <summary>The text of everything that is shown.</summary>
    public Task<string> TextAsync() => Tab.Locator("body").InnerTextAsync();

    /// <summary>Requires that the page has done nothing that it must not do.</summary>
    public async Task CheckAsync()
    {
        foreach (var violation in await Tab.EvaluateAsync<string[]>("window.violations ?? []"))
        {
            _wrong.Enqueue($"violation of the content security policy: {violation}");
        }

        if (!_wrong.IsEmpty)
        {
            throw new InvalidOperationException($"The page did what it must not do:\n{string.Join('\n', _wrong)}");
        }
    }

    /// <summary>Closes the tab.</summary>
    public Task CloseAsync() => _context.CloseAsync();

    /// <summary>Checks the tab, and gives it back or closes it.</summary>
    public async ValueTask DisposeAsync()
    {
        var isGood = false;
        try
        {
            await CheckAsync();
            isGood = true;
        }
        finally
        {
            if (isGood && _giveBack is not null)
            {
                await EmptyAsync();
                _giveBack(this);
            }
            else
            {
                await CloseAsync();
            }
        }
    }

    // What the page keeps in the browser, its stream of events, and what a test allowed end with the test.
    private async Task EmptyAsync()
    {
        ExpectedStatuses.Clear();
        await Tab.EvaluateAsync("() => { localStorage.clear(); sessionStorage.clear(); }");
        await Tab.GotoAsync("about:blank");
    }

    private void Record()
    {
        Tab.Dialog += async (_, dialog) =>
        {
            _wrong.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
        Tab.PageError += (_, error) => _wrong.Enqueue($"exception: {error}");
        Tab.Console += (_, message) =>
        {
            if (message.Type == "error" && !IsExpected(message.Text))
            {
                _wrong.Enqueue($"console: {message.Text}");
            }
        };
        _context.Request += (_, request) =>
        {
            if (new Uri(request.Url) is { Scheme: not ("data" or "blob" or "about") } url && url.Authority != _address.Authority)
            {
                _wrong.Enqueue($"request to {request.Url}");
            }
        };
        _context.Page += (_, page) =>
        {
            if (page != Tab)
            {
                _wrong.Enqueue($"another tab: {page.Url}");
            }
        };
    }

    private bool IsExpected(string message) =>
        ExpectedStatuses.Any(status => message.Contains($"the server responded with a status of {(int)status} ", StringComparison.Ordinal));
}
