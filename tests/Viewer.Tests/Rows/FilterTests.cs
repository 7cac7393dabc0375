using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using TracedLlm.Testing.Waiting;
using TracedLlm.Viewer.Tests.Hosting;

namespace TracedLlm.Viewer.Tests.Rows;

/// <summary>The filters of the list.</summary>
[Collection(ProcessWide.Name)]
public sealed class FilterTests
{
    [Theory]
    [InlineData("?model=gpt", "ada, bob")]
    [InlineData("?model=GPT", "")]
    [InlineData("?model=gpt-4o-mini-2024-07-18", "ada, bob, eve")]
    [InlineData("?model=g", "")]
    [InlineData("?outcome=ok", "ada, bob, eve")]
    [InlineData("?outcome=error", "")]
    [InlineData("?outcome=error,ok", "ada, bob, eve")]
    [InlineData("?user=bob", "bob")]
    [InlineData("?session=s-1", "ada, eve")]
    [InlineData("?session=s-1&user=eve", "eve")]
    [InlineData("?key=red", "ada")]
    [InlineData("?route=/v1/chat/completions", "ada, bob, eve")]
    [InlineData("?route=/v1/messages", "")]
    [InlineData("?slower=-1", "ada, bob, eve")]
    [InlineData("?slower=1e9", "")]
    [InlineData("?costlier=0.5", "eve")]
    [InlineData("?costlier=1", "")]
    [InlineData("?text=CANARY", "ada")]
    [InlineData("?text=say%20%22hi%22%0Atwice", "bob")]
    [InlineData("?text=gen_ai.usage.input_tokens", "ada, bob, eve")]
    [InlineData("?text=s-1", "ada, eve")]
    [InlineData("?text=nobody+wrote+this", "")]
    [InlineData("?unknown=1", "ada, bob, eve")]
    public async Task A_filter_leaves_the_rows_that_fit(string query, string users)
    {
        await using var gateway = await StartAsync();

        var rows = await gateway.Viewer.RowsAsync(query);

        Assert.Equal(users, string.Join(", ", rows.Select(row => row["user"]!.GetValue<string>()).Order(StringComparer.Ordinal)));
    }

    [Theory]
    [InlineData("?slower=much")]
    [InlineData("?costlier=NaN")]
    public async Task A_number_that_is_none_is_refused(string query)
    {
        await using var gateway = await ViewedGateway.StartAsync();

        using var response = await gateway.Client.GetAsync(new Uri($"/debug/tracedllm/api/traces{query}", UriKind.Relative));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }

    [Fact]
    public async Task A_search_ends_when_its_reader_leaves_and_lets_the_next_one_in()
    {
        await using var app = await StartWithRowAsync();

        foreach (var hasLeft in new[] { true, false })
        {
            var answer = await SearchAsync(app, http => http.RequestAborted = new CancellationToken(hasLeft));

            using var reader = new StreamReader(answer.Response.Body);
            Assert.Equal(!hasLeft, (await reader.ReadToEndAsync()).Contains("nightly_report", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_search_waits_for_no_reader_of_another_one()
    {
        await using var app = await StartWithRowAsync();
        using var body = new GatedBody();
        var slow = SearchAsync(app, http => http.Response.Body = body);
        try
        {
            await body.WaitForWriteAsync();

            var answer = await SearchAsync(app, static _ => { }).WaitAsync(Patience.Default);

            using var reader = new StreamReader(answer.Response.Body);
            Assert.Contains("nightly_report", await reader.ReadToEndAsync(), StringComparison.Ordinal);
        }
        finally
        {
            body.Open();
            await slow;
        }

        Assert.Contains("nightly_report", Encoding.UTF8.GetString(body.ToArray()), StringComparison.Ordinal);
    }

    private static async Task<WebApplication> StartWithRowAsync()
    {
        var app = ViewedGateway.Build(onTestServer: true);
        await app.StartAsync();
        using (LlmSpan.StartStage("nightly_report"))
        {
            // It is a row.
        }

        return app;
    }

    private static Task<HttpContext> SearchAsync(WebApplication app, Action<HttpContext> configure) => app.GetTestServer().SendAsync(http =>
    {
        http.Request.Method = HttpMethods.Get;
        http.Request.Path = "/debug/tracedllm/api/traces";
        http.Request.QueryString = new("?text=nightly");
        http.Request.Host = new("localhost");
        http.Connection.RemoteIpAddress = IPAddress.Loopback;
        configure(http);
    });

    private static async Task<ViewedGateway> StartAsync()
    {
        var gateway = await ViewedGateway.StartAsync(
            static http =>
            {
                var user = http.Request.Headers["x-user"].ToString();
                LlmTrace.Current!.SetCaller(new LlmCaller { KeyAlias = user == "ada" ? "red" : "blue" });
                LlmTrace.Current!.SetCost(user == "eve" ? 1 : 0.5);
                return ViewedGateway.AnswerAsync(http);
            },
            settings: ("TracedLlm:CaptureContent", "true"));
        await gateway.PostAsync("""{"model":"gpt","user":"ada","metadata":{"session_id":"s-1"},"messages":[{"role":"user","content":"What is a canary?"}]}""", ("x-user", "ada"));
        await gateway.PostAsync("""{"model":"gpt","user":"bob","messages":[{"role":"user","content":"Please say \"hi\"\ntwice."}]}""", ("x-user", "bob"));
        await gateway.PostAsync("""{"model":"other","user":"eve","metadata":{"session_id":"s-1"},"messages":[{"role":"user","content":"Good evening."}]}""", ("x-user", "eve"));
        await gateway.Viewer.WaitForRowsAsync(3);
        return gateway;
    }
}
