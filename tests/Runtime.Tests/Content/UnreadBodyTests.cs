using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Content;

/// <summary>Requests whose text nobody reads before the handler: nothing that may quote them leaves, and what they may have asked for is done.</summary>
[Collection(ProcessWide.Name)]
public sealed class UnreadBodyTests
{
    private const string Canary = "the canary prompt sings of 4711";
    private const string Answer = """{"choices":[{"index":0,"message":{"role":"assistant","content":"the canary answers"},"finish_reason":"stop"}]}""";

    [Theory]
    [InlineData("application/json", 0)]
    [InlineData("text/plain", 1_000_000)]
    [InlineData("application/json; charset=utf-16", 1_000_000)]
    [InlineData(null, 1_000_000)]
    public async Task A_failure_does_not_quote_a_body_that_was_not_read(string? type, int lookahead)
    {
        await using var gateway = await StartAsync(capture: false, lookahead, _ => throw new InvalidOperationException($"The gateway cannot send '{Canary}'"));
        await PostAsync(gateway, type, $$"""{"messages": [{"role": "user", "content": "{{Canary}}"}]}""");

        var all = ExportedText.Of(await gateway.StopAsync());

        Assert.DoesNotContain("canary", all, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", all, StringComparison.Ordinal);
        Assert.Contains("[withheld: ", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", 0)]
    [InlineData("text/plain", 1_000_000)]
    [InlineData("application/json; charset=utf-16", 1_000_000)]
    [InlineData(null, 1_000_000)]
    public async Task The_answer_is_masked_if_a_body_that_was_not_read_may_ask_for_it(string? type, int lookahead)
    {
        await using var gateway = await StartAsync(capture: true, lookahead, http => AnswerAsync(http));
        await PostAsync(gateway, type, """{"turn_off_message_logging": true}""");

        var all = ExportedText.Of(await gateway.StopAsync());

        Assert.DoesNotContain("canary", all, StringComparison.Ordinal);
        Assert.Contains("redacted-by-litellm", all, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", "{}")]
    [InlineData("application/json", "")]
    [InlineData("text/plain", "")]
    [InlineData("audio/wav", "RIFF")]
    public async Task The_answer_is_shown_if_the_body_is_read_or_has_no_text(string type, string body)
    {
        await using var gateway = await StartAsync(capture: true, 1_000_000, http => AnswerAsync(http));
        await PostAsync(gateway, type, body);

        Assert.Contains("the canary answers", ExportedText.Of(await gateway.StopAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_close_of_a_session_quotes_no_frame()
    {
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            App = app =>
            {
                app.UseWebSockets();
                app.UseTracedLlm();
                app.Map("/v1/realtime", [TracedLlmRoute] async (HttpContext http) =>
                {
                    using var socket = await http.WebSockets.AcceptWebSocketAsync();
                    var frame = new byte[1024];
                    var result = await socket.ReceiveAsync(frame, CancellationToken.None);
                    await socket.CloseAsync(WebSocketCloseStatus.InternalServerError, $"cannot do {Encoding.UTF8.GetString(frame, 0, result.Count)}", CancellationToken.None);
                });
            },
        });
        using (var client = new ClientWebSocket())
        {
            await client.ConnectAsync(new UriBuilder(gateway.Endpoint) { Scheme = "ws", Path = "/v1/realtime" }.Uri, CancellationToken.None);
            await client.SendAsync(Encoding.UTF8.GetBytes(Canary), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await client.ReceiveAsync(new byte[1024], CancellationToken.None);
            await client.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }

        var all = ExportedText.Of(await gateway.StopAsync());

        Assert.DoesNotContain("canary", all, StringComparison.Ordinal);
        Assert.Contains("[withheld: ", all, StringComparison.Ordinal);
    }

    private static Task<TestGateway> StartAsync(bool capture, int lookahead, Func<HttpContext, Task> handle) => TestGateway.StartAsync(new GatewaySetup
    {
        Options = options =>
        {
            options.CaptureContent = capture;
            options.MaxRequestLookahead = lookahead;
        },
        App = app =>
        {
            app.UseTracedLlm();
            app.MapPost("/v1/chat/completions", [TracedLlmRoute] (HttpContext http) => handle(http));
        },
    });

    private static async Task AnswerAsync(HttpContext http)
    {
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(Answer);
    }

    private static async Task PostAsync(TestGateway gateway, string? type, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        request.Content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        await gateway.SendAsync(request);
    }
}
