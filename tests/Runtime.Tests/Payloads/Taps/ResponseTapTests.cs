using System.Net;
using System.Net.ServerSentEvents;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Responses;
using TracedLlm.Taps;
using TracedLlm.Tests.Gateways;

namespace TracedLlm.Tests.Payloads.Taps;

/// <summary>The tap reads a gateway's response and does not change it.</summary>
[Collection(ProcessWide.Name)]
public sealed class ResponseTapTests
{
    private const string Chat = "/v1/chat/completions";

    private readonly RecordedPayloads _payloads = new();

    public enum Server
    {
        Http1,
        Http2,
        TestServer,
    }

    public static TheoryData<Server, bool, BodyWriting> Writings
    {
        get
        {
            var data = new TheoryData<Server, bool, BodyWriting>();
            foreach (var server in Enum.GetValues<Server>())
            {
                foreach (var writing in Enum.GetValues<BodyWriting>())
                {
                    data.Add(server, false, writing);
                    data.Add(server, true, writing);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Writings))]
    public async Task A_body_leaves_unchanged_and_is_read(Server server, bool compressed, BodyWriting writing)
    {
        await using var gateway = await StartAsync(server, app => app.MapPost(Chat, [TracedLlmRoute] async (HttpContext http) =>
        {
            http.Response.ContentType = "application/json; charset=utf-8";
            await http.Response.WriteAsync(writing, Bodies.Json);
        }));

        await CheckAsync(gateway, server, compressed);
    }

    [Theory]
    [InlineData(Server.Http1)]
    [InlineData(Server.Http2)]
    [InlineData(Server.TestServer)]
    public async Task A_file_response_is_unchanged_and_counted_as_unread(Server server)
    {
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Bodies.Json);
        await using var gateway = await StartAsync(server, app => app.MapPost(Chat, [TracedLlmRoute] () => Results.File(file, "application/json")));

        using var response = await SendAsync(gateway, server, compressed: false);

        Assert.Equal(Bodies.Hash(Bodies.Json), Bodies.Hash(await Bodies.ReadAsync(response)));
        var end = await _payloads.Gateway.End;
        Assert.Equal((true, 200, UnreadReason.SentAsFile), (end.IsComplete, end.StatusCode, end.Unread));
        Assert.Null(_payloads.Gateway.Json);
        File.Delete(file);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_result_of_a_stream_is_read(bool compressed)
    {
        await using var gateway = await StartAsync(Server.Http1, app => app.MapPost(
            Chat, [TracedLlmRoute] () => Results.Stream(new MemoryStream(Bodies.Json), "application/json")));

        await CheckAsync(gateway, Server.Http1, compressed);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_json_result_is_read(bool compressed)
    {
        await using var gateway = await StartAsync(Server.Http1, app => app.MapPost(Chat, [TracedLlmRoute] () => Results.Json(new { id = "chatcmpl-1" })));

        using var response = await SendAsync(gateway, Server.Http1, compressed);

        Assert.Equal("""{"id":"chatcmpl-1"}""", Encoding.UTF8.GetString(await Bodies.ReadAsync(response)));
        Assert.Equal("""{"id":"chatcmpl-1"}""", Encoding.UTF8.GetString(_payloads.Gateway.Json!));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_result_of_an_action_is_read(bool compressed)
    {
        await using var gateway = await StartAsync(Server.Http1, app => app.MapControllers());

        using var response = await SendAsync(gateway, Server.Http1, compressed, AnswerController.Path);

        Assert.Equal("""{"id":"chatcmpl-1"}""", Encoding.UTF8.GetString(await Bodies.ReadAsync(response)));
        Assert.Equal("""{"id":"chatcmpl-1"}""", Encoding.UTF8.GetString(_payloads.Gateway.Json!));
    }

    [Theory]
    [InlineData(Server.Http1, false)]
    [InlineData(Server.Http1, true)]
    [InlineData(Server.Http2, false)]
    [InlineData(Server.TestServer, false)]
    public async Task A_result_of_events_is_read_event_by_event(Server server, bool compressed)
    {
        await using var gateway = await StartAsync(server, app => app.MapPost(Chat, [TracedLlmRoute] () => TypedResults.ServerSentEvents(Events())));

        using var response = await SendAsync(gateway, server, compressed);

        Assert.Equal("event: a\ndata: 1\n\ndata: 2\ndata: 3\n\n", Encoding.UTF8.GetString(await Bodies.ReadAsync(response)));
        Assert.Equal(["a|1", "|2\n3"], _payloads.Gateway.Events);
        Assert.Equal(2, (await _payloads.Gateway.End).Chunks!.Count);

        static async IAsyncEnumerable<SseItem<string>> Events()
        {
            yield return new SseItem<string>("1", "a");
            await Task.Yield();
            yield return new SseItem<string>("2\n3");
        }
    }

    [Fact]
    public async Task A_cached_response_is_the_same_and_calls_no_handler()
    {
        await using var gateway = await StartAsync(Server.Http1, app => app.MapGet(Chat, [TracedLlmRoute] async (HttpContext http) =>
        {
            http.Response.ContentType = "application/json";
            await http.Response.Body.WriteAsync(Bodies.Json);
        }).CacheOutput());

        // What is asked with a key of one's own is not cached.
        gateway.Client.DefaultRequestHeaders.Authorization = null;
        foreach (var _ in new[] { 1, 2 })
        {
            using var response = await gateway.Client.GetAsync(Chat);
            Assert.Equal(Bodies.Hash(Bodies.Json), Bodies.Hash(await Bodies.ReadAsync(response)));
        }

        Assert.Equal(Bodies.Hash(Bodies.Json), Bodies.Hash(_payloads.Gateway.Json!));
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            └─ litellm_request

            Received Proxy Server Request [SERVER]  {litellm.outcome=ok}
            """,
            await gateway.StopAndPrintAsync("litellm.outcome"));
    }

    [Fact]
    public async Task A_response_that_the_handler_encoded_is_passed_unread()
    {
        await using var gateway = await StartAsync(Server.Http1, app => app.MapPost(Chat, [TracedLlmRoute] async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            http.Response.Headers.ContentEncoding = "br";
            await http.Response.Body.WriteAsync(new byte[] { 1, 2, 3 });
        }));

        using var response = await SendAsync(gateway, Server.Http1, compressed: true);

        Assert.Equal([1, 2, 3], await response.Content.ReadAsByteArrayAsync());
        var end = await _payloads.Gateway.End;
        Assert.Equal((true, UnreadReason.Encoded, 1), (end.IsComplete, end.Unread, end.Chunks!.Count));
        Assert.Empty(_payloads.Gateway.Events);
    }

    [Fact]
    public async Task The_beginning_of_a_body_above_the_bound_is_read()
    {
        var body = new byte[PayloadTap.MaxBodyLength + 1];
        body.AsSpan().Fill((byte)' ');
        await using var gateway = await StartAsync(Server.Http1, app => app.MapPost(Chat, [TracedLlmRoute] async (HttpContext http) =>
        {
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(BodyWriting.Stream, body);
        }));

        using var response = await SendAsync(gateway, Server.Http1, compressed: false);

        Assert.Equal(body.Length, (await Bodies.ReadAsync(response)).Length);
        Assert.Equal(UnreadReason.TooLong, (await _payloads.Gateway.End).Unread);
        Assert.Equal(PayloadTap.MaxBodyLength, _payloads.Gateway.Json!.Length);
    }

    [Theory]
    [InlineData(Server.Http1, false)]
    [InlineData(Server.Http1, true)]
    [InlineData(Server.Http2, false)]
    [InlineData(Server.TestServer, false)]
    public async Task An_event_arrives_before_the_next_is_released(Server server, bool byWriter)
    {
        var released = Channel();
        await using var gateway = await StartAsync(server, app => app.MapPost(Chat, [TracedLlmRoute] async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.Body.FlushAsync();
            await foreach (var number in released.Reader.ReadAllAsync())
            {
                if (byWriter)
                {
                    await http.Response.BodyWriter.WriteAsync("data: "u8.ToArray());
                    await http.Response.WriteAsync($"{number}\n\n");
                    await http.Response.BodyWriter.FlushAsync();
                }
                else
                {
                    await http.Response.WriteAsync($"data: {number}\n\n");
                    await http.Response.Body.FlushAsync();
                }
            }
        }));
        using var response = await SendAsync(gateway, server, compressed: false);
        await using var stream = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(stream);
        for (var number = 0; number < 5; number++)
        {
            await released.Writer.WriteAsync(number);

            Assert.Equal($"data: {number}", await reader.ReadLineAsync());
            Assert.Equal("", await reader.ReadLineAsync());
            Assert.Equal($"|{number}", _payloads.Gateway.Events[^1]);
        }

        released.Writer.Complete();
        Assert.Equal("", await reader.ReadToEndAsync());

        static System.Threading.Channels.Channel<int> Channel() => System.Threading.Channels.Channel.CreateUnbounded<int>();
    }

    [Fact]
    public async Task A_handler_that_aborts_its_response_has_the_written_part_and_an_error()
    {
        await using var gateway = await StartAsync(Server.Http1, app => app.MapPost(Chat, [TracedLlmRoute] async (HttpContext http) =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("data: 1\n\ndata: 2\n");
            await http.Response.Body.FlushAsync();
            throw new InvalidOperationException("broken");
        }));

        using var response = await SendAsync(gateway, Server.Http1, compressed: false);
        await Assert.ThrowsAsync<HttpRequestException>(() => response.Content.ReadAsStringAsync());

        Assert.False((await _payloads.Gateway.End).IsComplete);
        Assert.Equal(["|1"], _payloads.Gateway.Events);
        Assert.StartsWith("Received Proxy Server Request [SERVER] ERROR \"broken\"", await gateway.StopAndPrintAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/event-stream", true)]
    [InlineData("text/event-stream", false)]
    [InlineData("application/json", false)]
    public async Task A_throwing_reader_is_removed_and_the_response_continues(string contentType, bool onCreation)
    {
        var broken = new BrokenPayloads(onCreation);
        await using var gateway = await StartAsync(
            Server.Http1,
            app => app.MapPost(Chat, [TracedLlmRoute] async (HttpContext http) =>
            {
                http.Response.ContentType = contentType;
                await http.Response.WriteAsync("data: 1\n\n");
                await http.Response.WriteAsync("data: 2\n\n");
            }),
            broken);

        using var response = await SendAsync(gateway, Server.Http1, compressed: false);

        Assert.Equal("data: 1\n\ndata: 2\n\n", await response.Content.ReadAsStringAsync());
        Assert.Equal(onCreation ? 0 : 1, broken.Calls);
        Assert.Contains("litellm.outcome=ok", await gateway.StopAndPrintAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_time_to_the_first_chunk_is_that_of_the_first_event_of_a_stream()
    {
        await using var gateway = await StartAsync(Server.Http1, app =>
        {
            app.MapPost(Chat, [TracedLlmRoute] (HttpContext http) => Write(http, "text/event-stream", ": wait\n\n", "data: 1\n\n"));
            app.MapPost("/v1/messages", [TracedLlmRoute] (HttpContext http) => Write(http, "text/event-stream", ": wait\n\n"));
            app.MapPost("/v1/responses", [TracedLlmRoute] (HttpContext http) => Write(http, "application/json", "{}"));
        }, ResponsePayloads.None);

        foreach (var path in new[] { Chat, "/v1/messages", "/v1/responses" })
        {
            await gateway.PostAsync(path);
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request  {gen_ai.response.time_to_first_chunk=<duration>}

            Received Proxy Server Request [SERVER]
            └─ litellm_request

            Received Proxy Server Request [SERVER]
            └─ litellm_request
            """,
            await gateway.StopAndPrintAsync("gen_ai.response"));

        static async Task Write(HttpContext http, string contentType, params string[] parts)
        {
            http.Response.ContentType = contentType;
            foreach (var part in parts)
            {
                await http.Response.WriteAsync(part);
            }
        }
    }

    private static Task<TestGateway> StartAsync(Server server, Action<WebApplication> routes, ResponsePayloads payloads) =>
        TestGateway.StartAsync(new GatewaySetup
        {
            TestServer = server == Server.TestServer,
            Http2 = server == Server.Http2,
            Before = builder => builder.Services.AddSingleton(payloads),
            After = builder =>
            {
                builder.Services.AddResponseCompression(options => options.MimeTypes = ["application/json", "text/event-stream"]);
                builder.Services.AddOutputCache();
                builder.Services.AddControllers().AddApplicationPart(typeof(ResponseTapTests).Assembly);
            },
            App = app =>
            {
                app.UseTracedLlm();
                app.UseResponseCompression();
                app.UseOutputCache();
                routes(app);
            },
        });

    private Task<TestGateway> StartAsync(Server server, Action<WebApplication> routes) => StartAsync(server, routes, _payloads);

    private static Task<HttpResponseMessage> SendAsync(TestGateway gateway, Server server, bool compressed, string path = Chat)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent("{}", null, "application/json") };
        if (server == Server.Http2)
        {
            request.Version = HttpVersion.Version20;
            request.VersionPolicy = HttpVersionPolicy.RequestVersionExact;
        }

        if (compressed)
        {
            request.Headers.AcceptEncoding.Add(new("gzip"));
        }

        return gateway.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task CheckAsync(TestGateway gateway, Server server, bool compressed)
    {
        using var response = await SendAsync(gateway, server, compressed);
        Assert.Equal(compressed, response.Content.Headers.ContentEncoding.Contains("gzip"));
        Assert.Equal(Bodies.Hash(Bodies.Json), Bodies.Hash(await Bodies.ReadAsync(response)));

        var end = await _payloads.Gateway.End;
        Assert.Equal((true, 200, UnreadReason.None), (end.IsComplete, end.StatusCode, end.Unread));
        Assert.Equal(Bodies.Hash(Bodies.Json), Bodies.Hash(_payloads.Gateway.Json!));
    }
}
