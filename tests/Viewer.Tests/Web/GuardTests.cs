using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Web;

/// <summary>Who can read the traces without an authorization policy.</summary>
[Collection(ProcessWide.Name)]
public sealed class GuardTests
{
    [Theory]
    [InlineData("localhost:5000", "127.0.0.1", "", 200)]
    [InlineData("127.0.0.1:5000", "127.0.0.1", "", 200)]
    [InlineData("[::1]:5000", "::1", "", 200)]
    [InlineData("gateway.localhost", "::ffff:127.0.0.1", "", 200)]
    [InlineData("localhost", null, "", 403)] // a socket, which has no address
    [InlineData("localhost", "192.168.1.7", "", 403)]
    [InlineData("attacker.example", "127.0.0.1", "", 403)] // DNS rebinding
    [InlineData("localhost.attacker.example", "127.0.0.1", "", 403)]
    [InlineData("localhost@attacker.example", "127.0.0.1", "", 403)]
    [InlineData("192.168.1.7:5000", "127.0.0.1", "", 403)]
    [InlineData("", "127.0.0.1", "", 403)]
    [InlineData("gateway.internal", "127.0.0.1", "gateway.internal", 200)]
    [InlineData("gateway.internal", "192.168.1.7", "gateway.internal", 403)] // a name is no permission for other machines
    [InlineData("GATEWAY.internal:5000", "127.0.0.1", "gateway.internal:5000", 200)]
    [InlineData("gateway.internal:5001", "127.0.0.1", "gateway.internal:5000", 403)]
    [InlineData("a.internal", "::1", "*.internal", 200)]
    [InlineData("localhost", "127.0.0.1", "gateway.internal", 403)]
    [InlineData("anything", "127.0.0.1", "*", 200)]
    [InlineData("anything", "192.168.1.7", "*", 403)]
    public async Task Host_and_address_decide(string host, string? caller, string allowed, int status)
    {
        await using var app = await StartAsync(("TracedLlm:Viewer:AllowedHosts", allowed));
        foreach (var path in new[] { "/debug/tracedllm/api/traces", "/debug/tracedllm/report" })
        {
            var answer = await SendAsync(app, path, host, caller);

            Assert.Equal(status, answer.Response.StatusCode);
        }
    }

    [Theory]
    [InlineData("Forwarded", "for=192.168.1.7")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("X-Forwarded-For", "192.168.1.7")]
    [InlineData("X-Forwarded-Host", "gateway.example")]
    [InlineData("X-Forwarded-Proto", "https")]
    [InlineData("X-Original-For", "127.0.0.1:5000")]
    [InlineData("X-Real-IP", "192.168.1.7")]
    public async Task A_caller_behind_a_proxy_on_this_machine_is_refused(string header, string value)
    {
        await using var app = await StartAsync();

        Assert.Equal(403, (await SendAsync(app, "/debug/tracedllm/api/traces", "localhost", "127.0.0.1", HttpMethods.Get, (header, value))).Response.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "same-origin", 200)]
    [InlineData("Sec-Fetch-Site", "none", 200)]
    [InlineData("Sec-Fetch-Site", "cross-site", 403)]
    [InlineData("Sec-Fetch-Site", "same-site", 403)]
    [InlineData("Origin", "http://localhost:5000", 200)]
    [InlineData("Origin", "http://localhost:5001", 403)]
    [InlineData("Origin", "https://attacker.example", 403)]
    [InlineData("Origin", "null", 403)]
    public async Task Another_site_cannot_read_the_viewer(string header, string value, int status)
    {
        await using var app = await StartAsync();
        foreach (var path in new[] { "", "report", "api/settings", "api/traces", "api/traces/x", "api/traces/x/spans/y/views", "api/events" })
        {
            var read = await SendAsync(app, $"/debug/tracedllm/{path}", "localhost:5000", "127.0.0.1", HttpMethods.Head, (header, value), ("Sec-Fetch-Mode", "cors"));
            var opened = await SendAsync(app, $"/debug/tracedllm/{path}", "localhost:5000", "127.0.0.1", HttpMethods.Head, (header, value), ("Sec-Fetch-Mode", "navigate"));

            Assert.Equal(status, Known(read));
            Assert.Equal(path.StartsWith("api", StringComparison.Ordinal) ? status : 200, Known(opened));
        }

        static int Known(HttpContext answer) => answer.Response.StatusCode == 404 ? 200 : answer.Response.StatusCode;
    }

    private static async Task<WebApplication> StartAsync(params (string Name, string? Value)[] settings)
    {
        var app = ViewedGateway.Build(onTestServer: true, settings: settings);
        await app.StartAsync();
        return app;
    }

    private static Task<HttpContext> SendAsync(WebApplication app, string path, string host, string? caller) => SendAsync(app, path, host, caller, HttpMethods.Get);

    private static Task<HttpContext> SendAsync(WebApplication app, string path, string host, string? caller, string method, params (string Name, string Value)[] headers) =>
        app.GetTestServer().SendAsync(http =>
        {
            http.Request.Method = method;
            http.Request.Path = path;
            http.Request.Host = new HostString(host);
            http.Connection.RemoteIpAddress = caller is null ? null : IPAddress.Parse(caller);
            foreach (var (name, value) in headers)
            {
                http.Request.Headers[name] = value;
            }
        });
}
