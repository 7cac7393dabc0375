using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TracedLlm.Testing.Metrics;
using TracedLlm.Testing.Sockets;
using TracedLlm.Testing.Upstreams;
using TracedLlm.Tests.Gateways;
using TracedLlm.Tests.Spans;
using static TracedLlm.Tests.HttpClients.ClientGateway;

namespace TracedLlm.Tests.HttpClients;

/// <summary>The endings of traced clients' attempts and their captured content.</summary>
[Collection(ProcessWide.Name)]
public sealed class ClientEndingTests
{
    private static readonly string[] Ending = ["error.type", "litellm.outcome", "http.response.status_code"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_attempts_failed(bool synchronous)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Refuse());
        await using var gateway = await StartAsync(upstream, async (http, client) =>
        {
            try
            {
                using var response = synchronous ? client.Send(Asked()) : await client.SendAsync(Asked());
            }
            catch (HttpRequestException)
            {
                http.Response.StatusCode = 502;
            }
        });

        await gateway.AskAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException, http.response.status_code=502, litellm.outcome=error}
            ├─ litellm_request ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException}
            │  └─ chat gpt-4o-eu [CLIENT] ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException}
            └─ Failed Proxy Server Request ERROR "An error occurred while sending the request. ---> Unable to read data from the transport connection: Connection reset by peer."  {error.type=System.Net.Http.HttpRequestException}
            """,
            await gateway.StopAndPrintAsync(Ending));
    }

    [Fact]
    public async Task A_stream_that_breaks_off()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.AbortAfter(RecordedOpenAi.ChatCompletion, 40));
        await using var gateway = await StartAsync(upstream, async (http, client) =>
        {
            using var response = await client.SendAsync(Asked(), HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
            await using var content = await response.Content.ReadAsStreamAsync(http.RequestAborted);
            await content.CopyToAsync(http.Response.Body, http.RequestAborted);
        });

        await Record.ExceptionAsync(() => gateway.AskAsync());

        var spans = await gateway.StopAsync();
        Assert.Equal(
            ["Failed Proxy Server Request", "Received Proxy Server Request", "chat gpt-4o-eu", "litellm_request"],
            spans.Select(span => span.Name).Order(StringComparer.Ordinal));
        Assert.All(spans, span => Assert.Equal("System.Net.Http.HttpIOException", span.Attributes["error.type"]));
        Assert.Equal("error", spans.Single(span => span.Name == "Received Proxy Server Request").Attributes["litellm.outcome"]);
    }

    [Fact]
    public async Task A_caller_who_leaves()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Hang());
        await using var gateway = await StartAsync(upstream, ForwardAsync);
        using (var caller = await RawHttpConnection.ConnectAsync(gateway.Endpoint))
        {
            await caller.PostJsonAsync(Chat, Request);
            await upstream.WaitForRequestsAsync();
            caller.Reset();
        }

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]  {http.response.status_code=499, litellm.outcome=cancelled}
            └─ litellm_request  {litellm.outcome=cancelled}
               └─ chat gpt-4o-eu [CLIENT]  {litellm.outcome=cancelled}
            """,
            await gateway.StopAndPrintAsync(Ending));
    }

    [Fact]
    public async Task A_client_that_times_out()
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Hang());
        using var timeout = new CancellationTokenSource();
        await using var gateway = await StartAsync(upstream, async (http, client) =>
        {
            var pending = client.SendAsync(Asked(), timeout.Token);
            await upstream.WaitForRequestsAsync();
            await timeout.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => pending);
            http.Response.StatusCode = 504;
        });

        await gateway.AskAsync();

        Assert.Equal(
            """
            Received Proxy Server Request [SERVER] ERROR "The operation was canceled."  {error.type=System.Threading.Tasks.TaskCanceledException, http.response.status_code=504, litellm.outcome=error}
            ├─ litellm_request ERROR "The operation was canceled."  {error.type=System.Threading.Tasks.TaskCanceledException}
            │  └─ chat gpt-4o-eu [CLIENT] ERROR "The operation was canceled."  {error.type=System.Threading.Tasks.TaskCanceledException}
            └─ Failed Proxy Server Request ERROR "The operation was canceled."  {error.type=System.Threading.Tasks.TaskCanceledException}
            """,
            await gateway.StopAndPrintAsync(Ending));
    }

    [Fact]
    public async Task A_response_that_is_disposed_unread_or_never()
    {
        await using var upstream = await FakeUpstream.StartAsync(_ => UpstreamAnswer.Json(RecordedOpenAi.ChatCompletion));
        HttpResponseMessage? left = null;
        await using var gateway = await StartAsync(upstream, async (http, client) =>
        {
            (await client.SendAsync(Asked(), HttpCompletionOption.ResponseHeadersRead)).Dispose();
            left = await client.SendAsync(Asked(), HttpCompletionOption.ResponseHeadersRead);
        });
        using var counts = new CountedMeasurements("spans.repaired");

        await gateway.AskAsync();

        Assert.Equal(2, (await gateway.StopAsync()).Count(span => span.Name == "chat gpt-4o-eu"));
        Assert.Equal("spans.repaired left_open 1", counts.ToString());
        left!.Dispose();
    }

    [Fact]
    public async Task A_connection_that_speaks_another_protocol_from_there_on()
    {
        using var recorded = new TracedRequest();
        using var connection = new MemoryStream();
        using var client = new HttpClient(new TracedLlmCallHandler
        {
            InnerHandler = new AnsweringHandler(_ => new(HttpStatusCode.SwitchingProtocols) { Content = new ConnectionContent(connection) }),
        });

        using (var response = await client.SendAsync(new(HttpMethod.Get, "ws://localhost/"), HttpCompletionOption.ResponseHeadersRead))
        {
            var both = await response.Content.ReadAsStreamAsync();
            Assert.True(both.CanWrite);
            both.Write("a"u8);
            both.Write([(byte)'b'], 0, 1);
            await both.WriteAsync("c"u8.ToArray());
            await both.FlushAsync();
            Assert.Equal("abc"u8, connection.ToArray());
        }

        Assert.Equal(101, recorded.Ended("chat").GetTagItem("http.response.status_code"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_and_response_are_captured_with_every_primary_handler(bool platforms)
    {
        await using var upstream = await FakeUpstream.StartAsync(UpstreamAnswer.Json("""{"id":"c-1"}"""));
        await using var gateway = await StartAsync(
            upstream,
            ForwardAsync,
            client =>
            {
                client.AddTracedLlmCall();
                if (!platforms)
                {
                    client.ConfigurePrimaryHttpMessageHandler(static () => new AnsweringHandler(static _ => Answer("""{"id":"c-1"}""")));
                }
            },
            setup: new() { App = _ => { }, Options = options => options.CaptureContent = true });

        await gateway.AskAsync();

        var spans = await gateway.StopAsync();
        Assert.Equal(
            """
            Received Proxy Server Request [SERVER]
            └─ litellm_request
               └─ chat gpt-4o-eu [CLIENT]
                  └─ raw_gen_ai_request
            """,
            TestGateway.Print(spans, "litellm.outcome.none"));
        var raw = spans.Single(span => span.Name == "raw_gen_ai_request");
        Assert.Equal((Question, """{"id":"c-1"}"""), (raw.Attributes["litellm.raw.request"], raw.Attributes["litellm.raw.response"]));
        Assert.Equal("POST 127.0.0.1", spans.Where(span => span.Name == "chat gpt-4o-eu").Select(span => $"{span.Attributes["http.request.method"]} {span.Attributes["server.address"]}").Single());
    }

    [Fact]
    public void An_unanswered_request_is_captured()
    {
        using var recorded = new TracedRequest(options: new() { CaptureContent = true });
        using var client = new HttpClient(new TracedLlmCallHandler { InnerHandler = new AnsweringHandler(static _ => throw new HttpRequestException("refused")) });

        Assert.Throws<HttpRequestException>(() => client.Send(new(HttpMethod.Post, "http://localhost/") { Content = new StringContent("{}", Encoding.UTF8, "application/json") }));

        recorded.End();
        Assert.Equal("{}", recorded.Ended("raw_gen_ai_request").GetTagItem("litellm.raw.request"));
        Assert.Equal("refused", recorded.Ended("chat").StatusDescription);
    }

    [Fact]
    public async Task A_late_request_is_a_late_attempt()
    {
        using var recorded = new TracedRequest();
        recorded.End();
        using var client = new HttpClient(new TracedLlmCallHandler { InnerHandler = new AnsweringHandler(static _ => Answer("{}")) });

        await client.GetStringAsync("http://localhost/");

        Assert.Equal((true, 200), (recorded.Ended("chat").GetTagItem("litellm.late"), recorded.Ended("chat").GetTagItem("http.response.status_code")));
    }

    private static HttpResponseMessage Answer(string body) => new(HttpStatusCode.OK) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
}
