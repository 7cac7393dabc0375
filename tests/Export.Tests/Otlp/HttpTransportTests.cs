using System.Diagnostics;
using System.Net.Sockets;
using TracedLlm.Export.Tests.Pipeline;
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

    [Fact]
    public async Task Requests_start_no_activities_and_carry_no_trace_context_whoever_listens()
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
    public async Task What_arrives_is_what_was_written(bool gzip)
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);

        var result = await SendAsync(receiver.TracesEndpoint, gzip, spans: 200);

        Assert.Equal(new SendResult(SendOutcome.Accepted, "accepted"), result);
        Assert.Equal(Enumerable.Range(0, 200).Select(number => $"span-{number}"), receiver.Spans.Select(span => span.Name));
        Assert.Equal(gzip, receiver.Posts.Single().Headers.ContainsKey("Content-Encoding"));
        Assert.Equal(gzip, receiver.Posts.Single().WireBytes < _spans.Length);
    }

    [Fact]
    public async Task What_a_server_rejects_is_read()
    {
        await using var receiver = await OtlpReceiver.StartAsync(checks: TraceChecks.None);
        receiver.Answer = new OtlpAnswer { RejectedSpans = 2, RejectionMessage = "no" };

        Assert.Equal(2, (await SendAsync(receiver.TracesEndpoint, gzip: false, spans: 3)).Rejected);
    }

    [Fact]
    public async Task A_port_that_nobody_listens_at_is_a_network_error()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new System.Net.IPEndPoint(System.Net.IPAddress.Loopback, 0));

        var result = await SendAsync(new Uri($"http://{socket.LocalEndPoint}/v1/traces"), gzip: false);

        Assert.Equal(new SendResult(SendOutcome.Retry, "network error (ConnectionError)"), result);
    }

    [Fact]
    public async Task A_header_that_cannot_be_sent_is_told_without_its_value()
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
        return OtlpTransport.Create(_client, endpoint, Frame, TimeSpan.FromSeconds(10), TimeProvider.System).SendAsync(_spans.Written, gzip, CancellationToken.None);
    }
}
