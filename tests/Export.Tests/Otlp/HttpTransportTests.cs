using System.Diagnostics;
using System.Net.Sockets;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Transport;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Hosting;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>HTTP against a real server, with the client that the export has.</summary>
[Collection(ProcessWide.Name)]
public sealed class HttpTransportTests : IDisposable
{
    private static readonly OtlpFrame Frame = new(OtlpResource.Resource([new("service.name", "tested")]), OtlpResource.Scope("TracedLlm", "1"));

    private readonly HttpMessageInvoker _client = ExportHttp.Create();
    private readonly EndedActivities _activities = new();
    private readonly OtlpBuffer _spans = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task Requests_start_no_activities_and_carry_no_trace_context_with_any_listener()
    {
        List<string> started = [];
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name.Contains("System.Net", StringComparison.Ordinal),
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = activity =>
            {
                lock (started)
                {
                    started.Add(activity.OperationName);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        using var ambient = new Activity("ambient").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("of", "a caller").Start();

        await SendAsync(receiver.TracesEndpoint, gzip: false);

        Assert.DoesNotContain(started, name => name.Contains("HttpRequestOut", StringComparison.Ordinal));
        Assert.Equal(
            ["authorization", "content-length", "content-type", "host"],
            receiver.Posts.Single().Headers.Keys.Select(name => name.ToLowerInvariant()).Order());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_server_receives_the_bytes_that_were_written(bool gzip)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);

        var result = await SendAsync(receiver.TracesEndpoint, gzip, spans: 200);

        Assert.Equal(new SendResult(SendOutcome.Accepted, "accepted"), result);
        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"span-{number}"), receiver.Spans.Select(span => span.Name));
        Assert.Equal(gzip, receiver.Posts.Single().Headers.ContainsKey("Content-Encoding"));
        Assert.Equal(gzip, receiver.Posts.Single().WireBytes < _spans.Length);
    }

    [Fact]
    public async Task The_partial_rejection_of_a_server_is_read()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        receiver.Answer = new OtlpAnswer { RejectedSpans = 2, RejectionMessage = "no" };

        Assert.Equal(2, (await SendAsync(receiver.TracesEndpoint, gzip: false, spans: 3)).Rejected);
    }

    [Fact]
    public async Task A_server_that_answers_200_and_does_not_end_its_body_has_the_spans()
    {
        await using var server = await LocalServer.StartAsync(async (http, stopping) =>
        {
            await http.Request.Body.CopyToAsync(Stream.Null, stopping);
            http.Response.ContentLength = 10;
            await http.Response.Body.WriteAsync(new byte[] { 0x0A }, stopping);
            await http.Response.Body.FlushAsync(stopping);
            await new TaskCompletionSource().Task.WaitAsync(stopping);
        });

        var result = SendAsync(new Uri(server.Endpoint, "v1/traces"), gzip: false);
        await _clock.WaitForTimerAsync(AnswerText.Patience);
        _clock.Advance(AnswerText.Patience);

        Assert.Equal(new SendResult(SendOutcome.Accepted, "accepted"), await result);
    }

    [Fact]
    public async Task A_closed_port_is_a_network_error()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));

        var result = await SendAsync(new Uri($"http://{socket.LocalEndPoint}/v1/traces"), gzip: false);

        Assert.Equal(new SendResult(SendOutcome.Retry, "network error: connection refused"), result);
    }

    [Fact]
    public async Task A_grpc_port_is_asked_for()
    {
        using var server = new TcpListener(System.Net.IPAddress.Loopback, 0);
        server.Start();
        var answer = AnswerAsync(server);

        var result = await SendAsync(new Uri($"http://{server.LocalEndpoint}/v1/traces"), gzip: false);

        Assert.Equal(SendOutcome.Retry, result.Outcome);
        Assert.Matches("^network error: .+; is it a gRPC port\\?$", result.Reason);
        await answer;

        // The first frame of HTTP/2, which a gRPC server sends to everyone.
        static async Task AnswerAsync(TcpListener server)
        {
            using var connection = await server.AcceptTcpClientAsync();
            var stream = connection.GetStream();
            await stream.ReadExactlyAsync(new byte[16]);
            await stream.WriteAsync(new byte[] { 0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 5, 0, 0, 64, 0, 13, 10 });
            while (await stream.ReadAsync(new byte[1024]) > 0)
            {
            }
        }
    }

    // A server that an operator allows, or that a caller has chosen among those, sends nobody's spans and credentials elsewhere.
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_not_followed(int status)
    {
        await using var other = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        await using var server = await LocalServer.StartAsync((http, _) =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = other.TracesEndpoint.ToString();
            return Task.CompletedTask;
        });

        var result = await SendAsync(new Uri(server.Endpoint, "v1/traces"), gzip: false);

        Assert.Equal((SendOutcome.Rejected, $"HTTP {status}"), (result.Outcome, result.Reason));
        Assert.Empty(other.Posts);
    }

    [Fact]
    public async Task An_invalid_header_is_reported_without_its_value()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);

        var result = await SendAsync(receiver.TracesEndpoint, gzip: false, key: "secret\nvalue");

        Assert.DoesNotContain("secret", result.Reason, StringComparison.Ordinal);
        Assert.NotEqual(SendOutcome.Accepted, result.Outcome);
    }

    public void Dispose()
    {
        _client.Dispose();
        _activities.Dispose();
        _spans.Dispose();
    }

    private Task<SendResult> SendAsync(Uri address, bool gzip, int spans = 1, string key = "k")
    {
        for (var number = 0; number < spans; number++)
        {
            new SemanticConventionsView().Write(new EndedSpan(_activities.Make($"span-{number}"), null), _spans);
        }

        var endpoint = new BackendEndpoint("test", address, [new("authorization", key)], new SemanticConventionsView());
        return OtlpTransport.Create(_client, endpoint, Frame, TimeSpan.FromSeconds(10), _clock).SendAsync(_spans.Written, gzip, CancellationToken.None);
    }
}
