using System.Text;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Tests.Otlp;
using static TracedLlm.Testing.Tests.Backends.AttributedSpan;

namespace TracedLlm.Testing.Tests.Backends;

public sealed class CollectorReceiverTests : IAsyncLifetime
{
    private readonly BackendClient _client = new();
    private CollectorReceiver _collector = null!;

    public async Task InitializeAsync() => _collector = await CollectorReceiver.StartAsync();

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _collector.DisposeAsync();
    }

    [Theory]
    [InlineData("application/x-protobuf", "", 200)]
    [InlineData("application/x-protobuf; a=b", "", 200)]
    [InlineData("text/plain", "", 415)]
    [InlineData("application/x-protobuf", "gzip", 400)]
    [InlineData("application/x-protobuf", "br", 400)]
    public async Task Content_type_and_encoding_are_checked(string contentType, string encoding, int expected)
    {
        var (status, body, _) = await _client.PostAsync(
            _collector.TracesEndpoint, Request(), contentType, encoding.Length == 0 ? [] : [("Content-Encoding", encoding)]);

        Assert.Equal(expected, status);
        Assert.Equal(expected == 200 ? 1 : 0, _collector.Spans.Count);
        Assert.Equal(expected == 200, body.Length == 0);
    }

    [Fact]
    public async Task Rejected_spans_are_counted_and_their_neighbours_taken()
    {
        _collector.Rejects = span => span.Name == "bad" ? "no good" : null;
        var request = Requests(Span(1, 0, "good"), Span(2, 1, "bad"), Span(3, 1, "bad"));

        var (status, body, _) = await _client.PostAsync(_collector.TracesEndpoint, request);
        var (_, grpc, frame) = await _client.CallAsync(_collector.GrpcEndpoint, request);

        var expected = new ProtobufMessage().Message(1, new ProtobufMessage().Varint(1, 2).Text(2, "no good")).ToArray();
        Assert.Equal((200, 0), (status, grpc));
        Assert.Equal(expected, Encoding.UTF8.GetBytes(body));
        Assert.Equal(expected, frame[5..]);
        Assert.Equal(["good", "good"], _collector.Spans.Select(span => span.Name));
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused()
    {
        _collector.MaxBodyBytes = Request().Length;

        Assert.Equal(200, (await _client.PostAsync(_collector.TracesEndpoint, Request())).Status);
        Assert.Equal(413, (await _client.PostAsync(_collector.TracesEndpoint, Request(("a", "b")))).Status);
    }
}
