using Microsoft.AspNetCore.Http;
using TracedLlm.Testing.Waiting;
using TracedLlm.Viewer.Browser.Tests.Browsers;

namespace TracedLlm.Viewer.Browser.Tests.Safety;

/// <summary>Pages of other sites that a developer has open beside the viewer.</summary>
[Collection(SharedViewer.Name)]
public sealed class OtherSiteTests(ViewerFixture viewer)
{
    // Ways in which a page gets at the answers of another site, and what it got.
    private const string Try = """
        async viewer => {
            const read = async (name, attempt) => `${name}: ${await attempt().catch(() => 'nothing')}`;
            const load = (tag, attributes, has) => () => new Promise((done, fail) => {
                const element = Object.assign(document.createElement(tag), attributes);
                element.onload = () => done(has(element) ? 'loaded' : 'nothing');
                element.onerror = fail;
                document.body.append(element);
            });
            return [
                await read('fetch', async () => (await fetch(`${viewer}api/traces`)).text()),
                await read('fetch without CORS', async () => (await (await fetch(`${viewer}api/traces`, { mode: 'no-cors' })).text()) || 'nothing'),
                await read('script', load('script', { src: `${viewer}api/traces` }, () => true)),
                await read('page as script', load('script', { src: `${viewer}assets/viewer.js` }, () => true)),
                await read('image', load('img', { src: `${viewer}assets/viewer.svg` }, () => true)),
                await read('frame', load('iframe', { src: viewer }, frame => { try { return frame.contentDocument?.querySelector('#app') != null; } catch { return false; } })),
                await read('events', () => new Promise((done, fail) => Object.assign(new EventSource(`${viewer}api/events`), { onmessage: () => done('event'), onopen: () => done('open'), onerror: fail }))),
            ];
        }
        """;

    [BrowserTheory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task Another_site_reads_nothing(string host)
    {
        // Another port is another origin of the same site, and another name is another site.
        await using var site = await OtherSite.StartAsync(http => http.Response.WriteAsync("<!doctype html><title>Another site</title><body></body>"));
        var address = new UriBuilder(site.Address) { Host = host }.Uri;
        await using var page = await viewer.Browser.NewContextAsync();
        var tab = await page.NewPageAsync();
        await tab.GotoAsync(address.ToString());

        var results = await tab.EvaluateAsync<string[]>(Try, viewer.Gateway.Viewer.ToString()).WaitAsync(Patience.Default);

        Assert.Equal(
            ["fetch: nothing", "fetch without CORS: nothing", "script: nothing", "page as script: nothing", "image: nothing", "frame: nothing", "events: nothing"],
            results);
    }

    [BrowserFact]
    public async Task The_page_cannot_be_framed()
    {
        await using var site = await OtherSite.StartAsync(http => http.Response.WriteAsync($"<!doctype html><iframe src='{viewer.Gateway.Viewer}'></iframe>"));
        await using var context = await viewer.Browser.NewContextAsync();
        var tab = await context.NewPageAsync();

        await tab.GotoAsync(site.Address.ToString());

        Assert.DoesNotContain(tab.Frames, frame => frame.Url.StartsWith(viewer.Gateway.Viewer.ToString(), StringComparison.Ordinal));
    }
}
