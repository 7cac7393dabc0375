using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using TracedLlm.Export.Backends;
using TracedLlm.Export.Otlp;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Transport;
using TracedLlm.Export.Views;
using TracedLlm.Export.Views.SemanticConventions;
using TracedLlm.Testing.Otlp;

namespace TracedLlm.Export.Tests.Otlp;

/// <summary>gRPC against a real HTTP/2 server.</summary>
public sealed class GrpcTransportTests : IDisposable
{
    private static readonly OtlpFrame Frame = new(OtlpResource.Resource([new("service.name", "tested")]), OtlpResource.Scope("TracedLlm", "1"));

    private readonly HttpMessageInvoker _client = ExportHttp.Create();
    private readonly EndedActivities _activities = new();
    private readonly OtlpBuffer _spans = new();
    private readonly ManualClock _clock = new();

    [Fact]
    public async Task A_call_is_one_that_every_server_takes()
    {
        await using var server = await GrpcServer.StartAsync();

        var result = await SendAsync(server, gzip: false);

        Assert.Equal(new SendResult(SendOutcome.Accepted, "accepted"), result);
        Assert.Equal(
            """
            HTTP/2 POST /opentelemetry.proto.collector.trace.v1.TraceService/Export
            authorization: Bearer k
            content-type: application/grpc
            grpc-timeout: 10000m
            te: trailers
            0 True
            """,
            Assert.Single(server.Calls));
        Assert.Equal("a", Assert.Single(OtlpTraceDecoder.Decode(server.Messages.Single())).Name);
    }

    [Fact]
    public async Task A_message_may_be_compressed()
    {
        await using var server = await GrpcServer.StartAsync();

        await SendAsync(server, gzip: true);

        Assert.Contains("\ngrpc-encoding: gzip\n", server.Calls.Single(), StringComparison.Ordinal);
        Assert.EndsWith("\n1 True", server.Calls.Single(), StringComparison.Ordinal);
        using var gzip = new GZipStream(new MemoryStream(server.Messages.Single()), CompressionMode.Decompress);
        using var plain = new MemoryStream();
        await gzip.CopyToAsync(plain);
        Assert.Equal("a", Assert.Single(OtlpTraceDecoder.Decode(plain.ToArray())).Name);
    }

    [Theory]
    [InlineData(1, "", nameof(SendOutcome.Retry), "gRPC CANCELLED")]
    [InlineData(2, "", nameof(SendOutcome.Failed), "gRPC UNKNOWN")]
    [InlineData(3, "", nameof(SendOutcome.Malformed), "gRPC INVALID_ARGUMENT")]
    [InlineData(4, "", nameof(SendOutcome.Retry), "gRPC DEADLINE_EXCEEDED")]
    [InlineData(7, "", nameof(SendOutcome.Rejected), "gRPC PERMISSION_DENIED")]
    [InlineData(8, "queue is full", nameof(SendOutcome.Retry), "gRPC RESOURCE_EXHAUSTED")]
    [InlineData(8, "grpc: received message larger than max (5 vs. 4)", nameof(SendOutcome.TooLarge), "gRPC RESOURCE_EXHAUSTED")]
    [InlineData(8, "Received message exceeds the maximum configured message size.", nameof(SendOutcome.TooLarge), "gRPC RESOURCE_EXHAUSTED")]
    [InlineData(10, "", nameof(SendOutcome.Retry), "gRPC ABORTED")]
    [InlineData(11, "", nameof(SendOutcome.Retry), "gRPC OUT_OF_RANGE")]
    [InlineData(12, "", nameof(SendOutcome.Rejected), "gRPC UNIMPLEMENTED")]
    [InlineData(13, "", nameof(SendOutcome.Failed), "gRPC INTERNAL")]
    [InlineData(14, "", nameof(SendOutcome.Retry), "gRPC UNAVAILABLE")]
    [InlineData(15, "", nameof(SendOutcome.Retry), "gRPC DATA_LOSS")]
    [InlineData(16, "", nameof(SendOutcome.Rejected), "gRPC UNAUTHENTICATED")]
    [InlineData(99, "", nameof(SendOutcome.Rejected), "gRPC UNKNOWN")]
    public async Task Every_status_has_its_outcome_in_headers_and_in_trailers(int status, string message, string outcome, string reason)
    {
        await using var server = await GrpcServer.StartAsync();
        server.Answer = http => GrpcServer.EndAsync(http, status, null, ("grpc-message", Uri.EscapeDataString(message)));
        var inHeaders = await SendAsync(server, gzip: false);
        server.Answer = http => GrpcServer.EndAsync(http, status, [], ("grpc-message", Uri.EscapeDataString(message)));
        var inTrailers = await SendAsync(server, gzip: false);

        Assert.Equal((outcome, reason, message), (inHeaders.Outcome.ToString(), inHeaders.Reason, inHeaders.Said));
        Assert.Equal(inHeaders, inTrailers);
    }

    [Fact]
    public async Task Compression_is_left_out_if_the_server_does_not_implement_it()
    {
        await using var server = await GrpcServer.StartAsync();
        server.Answer = http => GrpcServer.EndAsync(http, 12);

        Assert.Equal(SendOutcome.Compressed, (await SendAsync(server, gzip: true)).Outcome);
    }

    [Fact]
    public async Task The_servers_retry_delay_is_read()
    {
        await using var server = await GrpcServer.StartAsync();

        // google.rpc.Status { code: 8, details: [Any { type_url, RetryInfo { retry_delay { seconds: 3, nanos: 500000000 } } }] }
        byte[] type = [.. "type.googleapis.com/google.rpc.RetryInfo"u8];
        byte[] info = [0x0A, 0x08, 0x08, 0x03, 0x10, 0x80, 0xCA, 0xB5, 0xEE, 0x01];
        byte[] any = [0x0A, (byte)type.Length, .. type, 0x12, (byte)info.Length, .. info];
        byte[] details = [0x08, 0x08, 0x1A, (byte)any.Length, .. any];
        server.Answer = http => GrpcServer.EndAsync(http, 8, null, ("grpc-status-details-bin", Convert.ToBase64String(details).TrimEnd('=')));
        var byInfo = await SendAsync(server, gzip: false);
        server.Answer = http => GrpcServer.EndAsync(http, 14, null, ("grpc-retry-pushback-ms", "2500"));
        var byPushback = await SendAsync(server, gzip: false);
        server.Answer = http => GrpcServer.EndAsync(http, 14, null, ("grpc-status-details-bin", "%%%"));
        var byNonsense = await SendAsync(server, gzip: false);

        Assert.Equal((TimeSpan.FromSeconds(3.5), TimeSpan.FromSeconds(2.5), null), (byInfo.RetryAfter, byPushback.RetryAfter, byNonsense.RetryAfter));
    }

    [Fact]
    public async Task The_partial_rejection_of_an_accepted_call_is_read()
    {
        await using var server = await GrpcServer.StartAsync();
        server.Answer = http => GrpcServer.EndAsync(http, 0, [0x0A, 0x02, 0x08, 0x01]);

        Assert.Equal(1, (await SendAsync(server, gzip: false)).Rejected);
    }

    [Fact]
    public async Task A_call_whose_trailers_do_not_come_has_no_answer()
    {
        await using var server = await GrpcServer.StartAsync();
        var (answered, released) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.Answer = async http =>
        {
            http.Response.ContentType = "application/grpc";
            await http.Response.Body.WriteAsync(new byte[5]);
            await http.Response.Body.FlushAsync();
            answered.SetResult();
            await released.Task;
        };

        var result = SendAsync(server, gzip: false);
        await answered.Task;
        _clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(new SendResult(SendOutcome.Retry, "no answer within 10 s"), await result);
        released.SetResult();
    }

    [Theory]
    [InlineData(503, nameof(SendOutcome.Retry))]
    [InlineData(500, nameof(SendOutcome.Failed))]
    [InlineData(501, nameof(SendOutcome.Rejected))]
    [InlineData(507, nameof(SendOutcome.Retry))]
    [InlineData(520, nameof(SendOutcome.Failed))]
    [InlineData(522, nameof(SendOutcome.Retry))]
    [InlineData(529, nameof(SendOutcome.Retry))]
    [InlineData(401, nameof(SendOutcome.Rejected))]
    [InlineData(413, nameof(SendOutcome.TooLarge))]
    [InlineData(400, nameof(SendOutcome.Failed), "; is it an HTTP port?")]
    [InlineData(404, nameof(SendOutcome.Rejected), "; is it an HTTP port?")]
    [InlineData(405, nameof(SendOutcome.Rejected), "; is it an HTTP port?")]
    [InlineData(415, nameof(SendOutcome.Rejected), "; is it an HTTP port?")]
    public async Task A_plain_HTTP_answer_of_a_proxy_is_read(int status, string outcome, string question = "")
    {
        await using var server = await GrpcServer.StartAsync();
        server.Answer = http =>
        {
            http.Response.StatusCode = status;
            return http.Response.WriteAsync("<html><head><title>no</title></head><body><h1>No &amp; never</h1></body></html>");
        };

        var result = await SendAsync(server, gzip: false);

        Assert.Equal((outcome, $"HTTP {status}{question}: No & never"), (result.Outcome.ToString(), result.Text));
    }

    public void Dispose()
    {
        _client.Dispose();
        _activities.Dispose();
        _spans.Dispose();
    }

    private Task<SendResult> SendAsync(GrpcServer server, bool gzip)
    {
        _spans.Truncate(0);
        new SemanticConventionsView().Write(new EndedSpan(_activities.Make("a"), null), _spans);
        var endpoint = new BackendEndpoint("test", server.Address, [new("authorization", "Bearer k")], new SemanticConventionsView()) { Protocol = OtlpProtocol.Grpc };
        return OtlpTransport.Create(_client, endpoint, Frame, TimeSpan.FromSeconds(10), _clock).SendAsync(_spans.Written, gzip, CancellationToken.None);
    }
}
