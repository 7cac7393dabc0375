using System.Globalization;
using System.Net;
using System.Text;
using TracedLlm.Export.Delivery;
using TracedLlm.Export.Tests.Pipeline;
using TracedLlm.Export.Transport;
using TracedLlm.Testing.Snapshots;

namespace TracedLlm.Export.Tests.Transport;

/// <summary>What the answers of backends mean, and the page that says so.</summary>
public sealed class AnswerTableTests
{
    private const string GoMessage = "grpc: received message larger than max (5000000 vs. 4194304)";

    // An answer and the row of the table that it belongs to, by its outcome. Each row has answers, and look-alikes have another outcome.
    private static readonly (Answer Answer, SendOutcome Outcome)[] Answers =
    [
        (Http(200), SendOutcome.Accepted),
        (Http(202), SendOutcome.Accepted),
        (Http(200, text: GoMessage), SendOutcome.Accepted),
        (Grpc(0), SendOutcome.Accepted),

        (Http(413), SendOutcome.TooLarge),
        (new(IsGrpc: true, 413, null, ""), SendOutcome.TooLarge),

        // A collector gives the message of the next server on, under many statuses.
        (Http(429, 8, GoMessage), SendOutcome.TooLarge),
        (Http(500, 13, $"rpc error: code = ResourceExhausted desc = {GoMessage}"), SendOutcome.TooLarge),
        (Http(503, 14, GoMessage), SendOutcome.TooLarge),
        (Http(400, 3, GoMessage), SendOutcome.TooLarge),
        (Http(429, text: GoMessage), SendOutcome.TooLarge),
        (Http(429, 8, "grpc: trying to send message larger than max (6000000 vs. 4194304)"), SendOutcome.TooLarge),
        (Http(429, 8, "grpc: received message after decompression larger than max 4194304"), SendOutcome.TooLarge),
        (Http(400, 3, "http: request body too large"), SendOutcome.TooLarge),
        (Http(403, text: "Request Entity Too Large"), SendOutcome.TooLarge),
        (Http(500, 2, "error exporting items, request to https://x/v1/traces responded with HTTP Status Code 413, Message=, Details=[]"), SendOutcome.TooLarge),
        (Http(502, text: "<html><head><title>413 Request Entity Too Large</title></head></html>"), SendOutcome.TooLarge),
        (Http(500, text: """{"error":"PayloadTooLargeError: request entity too large"}"""), SendOutcome.TooLarge),
        (Http(500, 9, "TRACE_TOO_LARGE: max size of trace (5000000) exceeded while adding 1 bytes to trace x"), SendOutcome.TooLarge),
        (Grpc(8, GoMessage), SendOutcome.TooLarge),
        (Grpc(8, "Received message exceeds the maximum configured message size."), SendOutcome.TooLarge),
        (Grpc(8, "gRPC message exceeds maximum size 4194304: 5000000"), SendOutcome.TooLarge),
        (Grpc(11, "Error, decoded message length too large: found 5000000 bytes, the limit is: 4194304 bytes"), SendOutcome.TooLarge),
        (Grpc(2, "Payload Too Large"), SendOutcome.TooLarge),
        (Grpc(9, "TRACE_TOO_LARGE: max size of trace (5000000) exceeded while adding 1 bytes to trace x"), SendOutcome.TooLarge),

        (Http(408), SendOutcome.Retry),
        (Http(429), SendOutcome.Retry),
        (Http(429, 8, "RATE_LIMITED: ingestion rate limit (15000000 bytes) exceeded while adding 10 bytes"), SendOutcome.Retry),
        (Http(503, 14, "data refused due to high memory usage"), SendOutcome.Retry),
        (Http(503, 3, "data refused due to high memory usage"), SendOutcome.Retry),
        (Http(507), SendOutcome.Retry),
        (Http(521), SendOutcome.Retry),
        (Http(530), SendOutcome.Retry),
        (Http(500, 14, "no sampler"), SendOutcome.Retry),
        (Http(500, 8, "busy"), SendOutcome.Retry),
        (Http(400, 14, "no sampler"), SendOutcome.Retry),
        (Grpc(1), SendOutcome.Retry),
        (Grpc(4), SendOutcome.Retry),
        (Grpc(8, "data refused due to high memory usage"), SendOutcome.Retry),
        (Grpc(10), SendOutcome.Retry),
        (Grpc(11), SendOutcome.Retry),
        (Grpc(14), SendOutcome.Retry),
        (Grpc(15), SendOutcome.Retry),
        (new(IsGrpc: true, 503, null, ""), SendOutcome.Retry),

        (Http(415, compressed: true), SendOutcome.Compressed),
        (Http(415), SendOutcome.Rejected),
        (Grpc(12, compressed: true), SendOutcome.Compressed),
        (Grpc(12), SendOutcome.Rejected),

        (Http(400), SendOutcome.Malformed),
        (Http(422), SendOutcome.Malformed),
        (Http(500, 3, "bad trace id"), SendOutcome.Malformed),
        (Grpc(3), SendOutcome.Malformed),

        (Http(500), SendOutcome.Failed),
        (Http(500, 13, "panic"), SendOutcome.Failed),
        (Http(500, 2, "panic"), SendOutcome.Failed),
        (Http(520), SendOutcome.Failed),
        (Http(531), SendOutcome.Failed),
        (Grpc(2), SendOutcome.Failed),
        (Grpc(13), SendOutcome.Failed),
        (new(IsGrpc: true, 200, null, ""), SendOutcome.Failed),
        (new(IsGrpc: true, 400, null, ""), SendOutcome.Failed),

        (Http(500, 7, "not allowed"), SendOutcome.Rejected),
        (Http(501), SendOutcome.Rejected),
        (Http(505), SendOutcome.Rejected),
        (Http(301), SendOutcome.Rejected),
        (Http(401, 16, "no token"), SendOutcome.Rejected),
        (Http(403), SendOutcome.Rejected),
        (Http(404, 12, "no such service"), SendOutcome.Rejected),

        // The codes of these bodies may be numbers of the server's own.
        (Http(401, 4, "token expired"), SendOutcome.Rejected),
        (Http(403, 10, "not yours"), SendOutcome.Rejected),
        (Http(404, 14, "no such project"), SendOutcome.Rejected),
        (Http(409, 7, "not allowed"), SendOutcome.Rejected),
        (Http(405, 2, "no"), SendOutcome.Rejected),
        (Grpc(16), SendOutcome.Rejected),
        (Grpc(7), SendOutcome.Rejected),
        (Grpc(99), SendOutcome.Rejected),
    ];

    // What becomes of the spans; the tests of the policy show that it is so.
    private static readonly (SendOutcome Outcome, string Fate)[] Fates =
    [
        (SendOutcome.Accepted, "exported, except those that `partial_success` rejects"),
        (SendOutcome.Retry, string.Create(CultureInfo.InvariantCulture, $"sent again; from refusal {BatchPolicy.MaxRefusalsUncut} on cut between its traces")),
        (SendOutcome.Failed, string.Create(CultureInfo.InvariantCulture, $"sent again; from failure {BatchPolicy.MaxFailures} on the bad span is sought by halves")),
        (SendOutcome.TooLarge, "halved at once until it fits; one span is sent without its content, else dropped (`too_large`)"),
        (SendOutcome.Malformed, string.Create(CultureInfo.InvariantCulture, $"the bad span is sought by halves at once; after {BatchPolicy.MaxRefusals} refusals in a row the rest is dropped (`rejected`)")),
        (SendOutcome.Compressed, "sent again at once, uncompressed, and every later batch too"),
        (SendOutcome.Rejected, "dropped (`rejected`)"),
    ];

    [Fact]
    public void Each_answer_has_one_meaning() =>
        Assert.All(Answers, static row => Assert.Equal((row.Answer, row.Outcome), (row.Answer, AnswerTable.Classify(row.Answer))));

    [Fact]
    public void Every_row_and_every_text_has_an_answer()
    {
        Assert.All(AnswerTable.Rows, static row => Assert.Contains(Answers, known => AnswerTable.Rows.First(one => one.Matches(known.Answer)) == row));
        Assert.All(
            SizeMessages.Rows.Where(static row => row.Text != "content too large"),
            static row => Assert.Contains(Answers, known => known.Outcome == SendOutcome.TooLarge && known.Answer.Text.Contains(row.Text, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public void The_page_shows_the_table()
    {
        var text = new StringBuilder("| protocol | answer | what becomes of the batch |\n|---|---|---|\n");
        foreach (var row in AnswerTable.Rows)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {row.Protocol} | {row.Description} | {FateOf(row.Outcome)} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"| both | no connection, no answer in time, a broken answer | sent again |\n");
        PageSection.Match("docs/export.md", "answers", text.ToString());
    }

    [Theory]
    [InlineData("application/x-protobuf", true)]
    [InlineData("application/json", true)]
    [InlineData("application/json; charset=utf-8", true)]
    [InlineData("text/plain", false)]
    public async Task The_status_in_the_body_decides_over_HTTP_as_over_gRPC(string type, bool isRead)
    {
        using var tested = new TestedPipeline();
        tested.Settings = tested.Settings with { MaxBatchSpans = 1 };
        var body = type.StartsWith("application/json", StringComparison.Ordinal)
            ? """{"code":3,"message":"bad","details":[]}"""u8.ToArray()
            : [0x08, 3, 0x12, 3, .. "bad"u8];
        tested.Backend.Answer = _ => Task.FromResult(new HttpResponseMessage(HttpStatusCode.InternalServerError)
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = System.Net.Http.Headers.MediaTypeHeaderValue.Parse(type) } },
        });

        tested.Add("a");
        if (isRead)
        {
            // INVALID_ARGUMENT: no further try.
            await tested.FlushAsync();
            Assert.Equal("0 exported, 1 dropped (1 rejected)", tested.Counts);
        }
        else
        {
            await tested.Clock.WaitForTimerAsync(TimeSpan.FromSeconds(1));
            Assert.Equal("0 exported, 0 dropped, 1 waiting", tested.Counts);
        }
    }

    [Theory]
    [InlineData("""{"code":14,"message":"m","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"42s"}]}""", 14, "m", 42.0)]
    [InlineData("""{"code":14,"details":[{"retryDelay":"1.5s"}]}""", 14, "", 1.5)]
    [InlineData("""{"code":14,"message":7,"details":{}}""", 14, "", null)]
    [InlineData("""{"code":429,"message":"slow down"}""", null, null, null)]
    [InlineData("""{"code":"14"}""", null, null, null)]
    [InlineData("""{"code":0}""", null, null, null)]
    [InlineData("""{"code":10,"message":"bad field","field":"name"}""", null, null, null)]
    [InlineData("""{"error":"x"}""", null, null, null)]
    [InlineData("""[14]""", null, null, null)]
    [InlineData("""{"code":14,"mess""", null, null, null)]
    public void A_status_in_JSON_is_read(string json, int? code, string? message, double? seconds)
    {
        var status = RpcStatus.Parse("application/json", Encoding.UTF8.GetBytes(json));

        Assert.Equal((code, message, seconds), (status?.Code, status?.Message, status?.Delay?.TotalSeconds));
    }

    [Fact]
    public void A_status_in_protobuf_is_read_though_its_end_is_cut()
    {
        byte[] status = [0x08, 8, 0x12, 4, .. "busy"u8, 0x1A, 100, 1, 2];

        Assert.Equal((8, "busy"), (RpcStatus.Parse("application/x-protobuf", status)!.Value.Code, RpcStatus.Parse(null, status)!.Value.Message));
        Assert.Null(RpcStatus.Parse("text/html", status));
        Assert.Null(RpcStatus.Parse("application/x-protobuf", "Bad Gateway"u8.ToArray()));
        Assert.Null(RpcStatus.Parse("application/x-protobuf", []));
    }

    private static Answer Http(int status, int? code = null, string text = "", bool compressed = false) => new(IsGrpc: false, status, code, text, compressed);

    private static Answer Grpc(int code, string text = "", bool compressed = false) => new(IsGrpc: true, 200, code, text, compressed);

    private static string FateOf(SendOutcome outcome) => Fates.Single(row => row.Outcome == outcome).Fate;
}
