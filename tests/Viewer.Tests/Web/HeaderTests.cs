using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Web;

/// <summary>The headers of every response, and the addresses that there are.</summary>
[Collection(ProcessWide.Name)]
public sealed class HeaderTests
{
    public static TheoryData<string, string, HttpStatusCode> Responses => new()
    {
        { "GET", "", HttpStatusCode.Found },
        { "HEAD", "", HttpStatusCode.Found },
        { "GET", "/", HttpStatusCode.OK },
        { "HEAD", "/", HttpStatusCode.OK },
        { "GET", "/report", HttpStatusCode.OK },
        { "GET", "/api/settings", HttpStatusCode.OK },
        { "HEAD", "/api/settings", HttpStatusCode.OK },
        { "GET", "/api/traces", HttpStatusCode.OK },
        { "HEAD", "/api/events", HttpStatusCode.OK },
        { "GET", "/api/traces?slower=x", HttpStatusCode.BadRequest },
        { "GET", "/api/traces/none", HttpStatusCode.NotFound },
        { "GET", "/api/traces/none/spans/none/views", HttpStatusCode.NotFound },
        { "GET", "/api", HttpStatusCode.NotFound },
        { "GET", "/api/other", HttpStatusCode.NotFound },
        { "GET", "/other", HttpStatusCode.NotFound },
        { "GET", "/assets/none.js", HttpStatusCode.NotFound },
        { "GET", "/assets/../index.html", HttpStatusCode.NotFound },
        { "GET", "/assets/%2e%2e/index.html", HttpStatusCode.NotFound },
        { "GET", "/index.html", HttpStatusCode.NotFound },
        { "POST", "/", HttpStatusCode.MethodNotAllowed },
        { "DELETE", "/api/traces", HttpStatusCode.MethodNotAllowed },
        { "OPTIONS", "/api/traces", HttpStatusCode.MethodNotAllowed },
    };

    [Theory]
    [MemberData(nameof(Responses))]
    public async Task Every_response_has_the_headers(string method, string address, HttpStatusCode status)
    {
        await using var gateway = await ViewedGateway.StartAsync();

        using var request = new HttpRequestMessage(new HttpMethod(method), new Uri($"/debug/tracedllm{address}", UriKind.Relative));
        using var response = await gateway.Client.SendAsync(request);

        Assert.Equal(status, response.StatusCode);
        Assert.Equal(
            """
            Cache-Control: no-store
            Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'
            Cross-Origin-Opener-Policy: same-origin
            Cross-Origin-Resource-Policy: same-origin
            Referrer-Policy: no-referrer
            X-Content-Type-Options: nosniff
            X-Frame-Options: DENY
            """.ReplaceLineEndings("\n"),
            string.Join('\n', response.Headers
                .Where(header => header.Key is "Cache-Control" || header.Key.Contains("-Policy", StringComparison.Ordinal) || header.Key.StartsWith("X-", StringComparison.Ordinal))
                .Where(header => header.Key != "X-Accel-Buffering")
                .OrderBy(header => header.Key, StringComparer.Ordinal)
                .Select(header => $"{header.Key}: {string.Join(", ", header.Value)}")));
        if (method == "HEAD")
        {
            Assert.Equal("", await response.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task The_page_is_found_under_any_prefix()
    {
        await using var gateway = await ViewedGateway.StartAsync();

        using var response = await gateway.Client.GetAsync(new Uri("/debug/tracedllm?outcome=error", UriKind.Relative));

        Assert.Equal("./tracedllm/?outcome=error", response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/", "./gw/?outcome=error")]
    [InlineData("/debug/tracedllm", "./tracedllm/?outcome=error")]
    public async Task The_page_is_found_below_a_path_base(string pattern, string location)
    {
        await using var app = ViewedGateway.Build(onTestServer: true, isViewed: false, pathBase: "/gw", map: app => app.MapTracedLlmViewer(pattern));
        await app.StartAsync();

        var answer = await app.GetTestServer().SendAsync(http =>
        {
            http.Request.Method = HttpMethods.Get;
            http.Request.Path = $"/gw{pattern.TrimEnd('/')}";
            http.Request.QueryString = new("?outcome=error");
            http.Request.Host = new("localhost");
            http.Connection.RemoteIpAddress = IPAddress.Loopback;
        });

        Assert.Equal(location, answer.Response.Headers.Location.ToString());
    }

    [Theory]
    [InlineData("", "text/html")]
    [InlineData("report", "text/plain")]
    [InlineData("api/traces", "application/json")]
    public async Task A_response_has_its_content_type(string address, string type)
    {
        await using var gateway = await ViewedGateway.StartAsync();

        using var response = await gateway.Client.GetAsync(new Uri($"/debug/tracedllm/{address}", UriKind.Relative));

        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
    }

    [Fact]
    public async Task The_report_has_one_address_with_a_viewer_and_without()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        Assert.Contains("traced routes", await gateway.Client.GetStringAsync(new Uri("/debug/tracedllm/report", UriKind.Relative)), StringComparison.Ordinal);
        await using var without = await ViewedGateway.StartAsync(isViewed: false);
        Assert.Contains("traced routes", await without.Client.GetStringAsync(new Uri("/debug/tracedllm/report", UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_of_the_viewer_are_not_traced()
    {
        await using var gateway = await ViewedGateway.StartAsync();
        foreach (var address in new[] { "", "report", "api/settings", "api/traces" })
        {
            await gateway.Client.GetStringAsync(new Uri($"/debug/tracedllm/{address}", UriKind.Relative));
        }

        Assert.Empty(await gateway.Viewer.RowsAsync());
        Assert.Equal(0, gateway.Ledger.SpansStarted);
    }
}
