using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Responses;
using TracedLlm.Taps;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Spans;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>A WebSocket session on a traced route is one request: it ends with the session.</summary>
[Collection(ProcessWide.Name)]
public sealed class SessionTests
{
    private readonly RecordedPayloads _payloads = new();

    [Fact]
    public async Task Text_messages_of_both_sides_are_read()
    {
        await using var gateway = await StartAsync(async socket =>
        {
            await EchoAsync(socket);
            await socket.SendAsync("bi"u8.ToArray(), WebSocketMessageType.Binary, endOfMessage: true, CancellationToken.None);
            await socket.SendAsync(Encoding.UTF8.GetBytes("par"), WebSocketMessageType.Text, endOfMessage: false, CancellationToken.None);
            await socket.SendAsync(new ArraySegment<byte>(Encoding.UTF8.GetBytes("ts")), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await ReceiveAsync(socket);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });
        using var caller = await ConnectAsync(gateway);
        await caller.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        Assert.Equal(["hello", "bi", "par", "ts"], [await ReceiveAsync(caller), await ReceiveAsync(caller), await ReceiveAsync(caller), await ReceiveAsync(caller)]);

        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        await _payloads.Gateway.End;
        Assert.Equal(["caller|hello", "gateway|hello", "gateway|parts"], _payloads.Gateway.Events);
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=101, litellm.outcome=ok}
            └─ litellm_request
            """,
            await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task The_gateway_may_close_first()
    {
        await using var gateway = await StartAsync(socket => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None));
        using var caller = await ConnectAsync(gateway);
        await ReceiveAsync(caller);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        Assert.Contains("litellm.outcome=ok", await gateway.StopAndPrintAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gateway_that_closes_for_an_error_has_failed()
    {
        await using var gateway = await StartAsync(socket => socket.CloseAsync(WebSocketCloseStatus.InternalServerError, "no model", CancellationToken.None));
        using var caller = await ConnectAsync(gateway);
        await ReceiveAsync(caller);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "no model"  {error.type="1011", http.response.status_code=101, litellm.outcome=error}
            └─ Failed Proxy Server Request ERROR "no model"  {error.type="1011"}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData(1011, "no model", 1011)]
    [InlineData(1011, "no model", 1000)]
    [InlineData(4008, "", 4008)]
    [InlineData(4008, "", 1001)]
    public async Task An_error_with_which_the_provider_closes_is_the_attempts(int code, string reason, int gateways)
    {
        await using var gateway = await StartAsync(async socket =>
        {
            using var attempt = LlmSpan.StartCall("gpt-realtime");
            LlmSpan.SetSessionClosed((WebSocketCloseStatus)code, reason);
            await socket.CloseAsync((WebSocketCloseStatus)gateways, reason, CancellationToken.None);
        });
        using var caller = await ConnectAsync(gateway);
        await ReceiveAsync(caller);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        var said = reason.Length == 0 ? "" : $" \"{reason}\"";
        Assert.Equal(
            $$"""
            Received Proxy Server Request [SERVER] ERROR{{said}}  {error.type="{{code}}", http.response.status_code=101, litellm.outcome=error}
            ├─ litellm_request ERROR{{said}}  {error.type="{{code}}"}
            │  └─ realtime gpt-realtime [CLIENT] ERROR{{said}}  {error.type="{{code}}"}
            └─ Failed Proxy Server Request ERROR{{said}}  {error.type="{{code}}"}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData(1008, null)]
    [InlineData(1012, null)]
    [InlineData(1013, 1000)]
    [InlineData(4000, 1001)]
    [InlineData(4000, 1005)]
    public async Task A_code_of_the_gateways_own_is_no_error_of_the_provider(int code, int? providers)
    {
        await using var gateway = await StartAsync(async socket =>
        {
            using var attempt = LlmSpan.StartCall("gpt-realtime");
            LlmSpan.SetSessionClosed((WebSocketCloseStatus?)providers, "bye");
            await socket.CloseAsync((WebSocketCloseStatus)code, "too long", CancellationToken.None);
        });
        using var caller = await ConnectAsync(gateway);
        await ReceiveAsync(caller);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        Assert.Equal(
            $$"""
            Received Proxy Server Request [SERVER] ERROR "too long"  {error.type="{{code}}", http.response.status_code=101, litellm.outcome=error}
            ├─ litellm_request ERROR "too long"  {error.type="{{code}}"}
            │  └─ realtime gpt-realtime [CLIENT]
            └─ Failed Proxy Server Request ERROR "too long"  {error.type="{{code}}"}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task A_session_that_closes_outside_of_a_call_says_nothing_about_one()
    {
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] () =>
        {
            LlmSpan.SetSessionClosed(WebSocketCloseStatus.InternalServerError, "no model");
            LlmSpan.StartCall("gpt-4o").End();
        }));

        await gateway.PostAsync("/v1/messages");

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=200, litellm.outcome=ok}
            └─ litellm_request
               └─ chat gpt-4o [CLIENT]
            """,
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData(WebSocketCloseStatus.NormalClosure)]
    [InlineData(WebSocketCloseStatus.EndpointUnavailable)]
    public async Task A_session_that_closes_without_an_error_code_has_none(WebSocketCloseStatus status)
    {
        await using var gateway = await StartAsync(async socket =>
        {
            using var attempt = LlmSpan.StartCall("gpt-realtime");
            await socket.CloseAsync(status, null, CancellationToken.None);
        });
        using var caller = await ConnectAsync(gateway);
        await ReceiveAsync(caller);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=101, litellm.outcome=ok}
            └─ litellm_request
               └─ realtime gpt-realtime [CLIENT]
            """,
            await gateway.StopAndPrintAsync());
    }

    [Fact]
    public async Task A_block_in_a_session_is_no_error_of_the_provider()
    {
        await using var gateway = await StartAsync(async socket =>
        {
            using var attempt = LlmSpan.StartCall("gpt-realtime");
            using (var guardrail = LlmSpan.StartGuardrail("pii", GuardrailMode.DuringCall))
            {
                guardrail.SetOutcome(GuardrailOutcome.Blocked(["email"]));
            }

            await socket.CloseAsync(WebSocketCloseStatus.PolicyViolation, "blocked", CancellationToken.None);
        });
        using var caller = await ConnectAsync(gateway);
        await ReceiveAsync(caller);
        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        Assert.DoesNotContain("error.type", (await gateway.StopAsync()).Single(static span => span.Name == "realtime gpt-realtime").Attributes.Keys);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(401)]
    [InlineData(503)]
    public async Task A_handshake_that_the_provider_refuses_has_its_status_on_the_attempt(int status)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("{}", status));
        await using var gateway = await TestGateway.StartAsync(app => app.MapPost("/v1/messages", [TracedLlmRoute] async () =>
        {
            using var attempt = LlmSpan.StartCall("gpt-realtime");
            using var provider = new ClientWebSocket();
            try
            {
                await provider.ConnectAsync(new UriBuilder(upstream.Endpoint) { Scheme = "ws" }.Uri, CancellationToken.None);
            }
            catch (WebSocketException exception) when (!attempt.RecordException(exception))
            {
                return Results.StatusCode(status);
            }

            return Results.Ok();
        }));

        await gateway.PostAsync("/v1/messages");

        var attempt = (await gateway.StopAsync()).Single(static span => span.Name == "chat gpt-realtime");
        Assert.Equal(((long)status, $"{status}"), (attempt.Attributes["http.response.status_code"], attempt.Attributes["error.type"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_caller_whose_connection_breaks_has_cancelled(bool swallowed)
    {
        await using var gateway = await StartAsync(async socket =>
        {
            LlmSpan.StartCall("gpt-realtime");
            try
            {
                await EchoAsync(socket);
                await ReceiveAsync(socket);
            }
            catch (WebSocketException) when (swallowed)
            {
            }
        });
        using var caller = await ConnectAsync(gateway);
        await caller.SendAsync(Encoding.UTF8.GetBytes("hello"), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        await ReceiveAsync(caller);

        caller.Abort();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=499, litellm.outcome=cancelled}
            └─ litellm_request  {litellm.outcome=cancelled}
               └─ realtime gpt-realtime [CLIENT]  {litellm.outcome=cancelled}
            """,
            await gateway.StopAndPrintAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_session_whose_connection_breaks_is_cancelled(bool byArray)
    {
        using var request = new TracedRequest();
        request.Http.Features.Set<IHttpWebSocketFeature>(new BrokenSessions());
        TappedSession.Begin(request.Http, request.State, new PayloadTap(NoResponsePayload.Instance));
        using var socket = await request.Http.WebSockets.AcceptWebSocketAsync();

        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            if (byArray)
            {
                await socket.ReceiveAsync(new ArraySegment<byte>(new byte[8]), CancellationToken.None);
            }
            else
            {
                await socket.ReceiveAsync(new byte[8].AsMemory(), CancellationToken.None);
            }
        });

        Assert.Contains("litellm.outcome=cancelled", request.End(101, "litellm.outcome"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_too_long_is_passed_and_counted()
    {
        var message = Encoding.UTF8.GetBytes(new string('x', EventSplitter.MaxEventLength + 1));
        await using var gateway = await StartAsync(async socket =>
        {
            await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            await socket.SendAsync("next"u8.ToArray(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, CancellationToken.None);
            await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        });
        using var caller = await ConnectAsync(gateway);
        var received = 0;
        while ((await ReceiveAsync(caller)) is { Length: > 0 } part && part != "next")
        {
            received += part.Length;
        }

        await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

        Assert.Equal(message.Length, received);
        Assert.Equal(UnreadReason.TooLong, (await _payloads.Gateway.End).Unread);
        Assert.Equal(["gateway|next"], _payloads.Gateway.Events);
    }

    [Theory]
    [InlineData(false, null)]
    [InlineData(true, "too_long")]
    public async Task Of_a_long_message_only_content_is_missing(bool content, string? unread)
    {
        var done = $$"""{"type":"response.done","response":{"id":"r1","status":"completed","output":[{"type":"message","content":[{"type":"audio","data":"{{new string('A', EventSplitter.MaxEventLength)}}"}]}],"usage":{"input_tokens":7,"output_tokens":5} } }""";
        await using var gateway = await TestGateway.StartAsync(new GatewaySetup
        {
            Options = options => options.CaptureContent = content,
            App = app =>
            {
                app.UseTracedLlm();
                app.UseWebSockets();
                app.Map("/v1/realtime", [TracedLlmRoute] async (HttpContext http) =>
                {
                    using var socket = await http.WebSockets.AcceptWebSocketAsync();
                    await socket.SendAsync(Encoding.UTF8.GetBytes(done), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                    await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                });
            },
        });
        using (var caller = await ConnectAsync(gateway))
        {
            while ((await ReceiveAsync(caller)).Length > 0)
            {
            }

            await caller.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }

        var request = Assert.Single(await gateway.StopAsync(), span => span.Name == "litellm_request").Attributes;
        Assert.Equal((7L, 5L, unread), (request["gen_ai.usage.input_tokens"], request["gen_ai.usage.output_tokens"], request["litellm.response.unread"]));
    }

    private Task<TestGateway> StartAsync(Func<WebSocket, Task> session) => TestGateway.StartAsync(new GatewaySetup
    {
        Before = builder => builder.Services.AddSingleton<ResponsePayloads>(_payloads),
        App = app =>
        {
            app.UseTracedLlm();
            app.UseWebSockets();
            app.Map("/v1/realtime", [TracedLlmRoute] async (HttpContext http) =>
            {
                using var socket = await http.WebSockets.AcceptWebSocketAsync();
                await session(socket);
            });
        },
    });

    private static async Task<ClientWebSocket> ConnectAsync(TestGateway gateway)
    {
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new UriBuilder(gateway.Endpoint) { Scheme = "ws", Path = "/v1/realtime" }.Uri, CancellationToken.None);
        return socket;
    }

    private static async Task EchoAsync(WebSocket socket)
    {
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(new ArraySegment<byte>(buffer), CancellationToken.None);
        await socket.SendAsync(buffer.AsMemory(0, received.Count), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
    }

    private static async Task<string> ReceiveAsync(WebSocket socket)
    {
        var buffer = new byte[1 << 16];
        var received = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        return Encoding.UTF8.GetString(buffer, 0, received.Count);
    }

    /// <summary>Sessions whose connection ends at once.</summary>
    private sealed class BrokenSessions : IHttpWebSocketFeature
    {
        public bool IsWebSocketRequest => true;

        public Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) =>
            Task.FromResult(WebSocket.CreateFromStream(new MemoryStream(), isServer: true, subProtocol: null, Timeout.InfiniteTimeSpan));
    }
}
