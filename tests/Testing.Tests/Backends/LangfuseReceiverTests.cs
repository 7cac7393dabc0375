using System.Text;
using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Tests.Otlp;

namespace TracedLlm.Testing.Tests.Backends;

public sealed class LangfuseReceiverTests : IAsyncLifetime
{
    private const string Json = """
        {"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","name":"of json",
        "attributes":[{"key":"user.id","value":{"stringValue":"ann"}}]}]}]}]}
        """;

    private readonly BackendClient _client = new();
    private readonly LangfuseProject _project = new("pk-lf-1", "sk-lf-1");
    private readonly LangfuseProject _organisation = new("pk-lf-org", "sk-lf-org") { IsOrganisation = true };
    private LangfuseReceiver _langfuse = null!;

    public async Task InitializeAsync() => _langfuse = await LangfuseReceiver.StartAsync(_project, _organisation);

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _langfuse.DisposeAsync();
    }

    [Fact]
    public async Task The_stock_exporter_is_answered_with_json_and_its_spans_are_there()
    {
        using var exporter = new StockExporter(_langfuse.TracesEndpoint, $"Authorization={BackendClient.Basic("pk-lf-1", "sk-lf-1")}");
        exporter.Source.StartActivity("of stock")!.Dispose();
        exporter.Flush();

        Assert.Equal("of stock", Assert.Single(_project.Observations).Name);
        Assert.Equal(200, Assert.Single(_langfuse.Requests).StatusCode);
    }

    [Theory]
    [InlineData("application/x-protobuf", 200)]
    [InlineData("application/x-protobuf; charset=utf-8", 200)]
    [InlineData("application/protobuf", 400)]
    [InlineData("text/plain", 400)]
    public async Task The_content_type_contains_protobuf(string contentType, int expected)
    {
        var (status, body, _) = await PostAsync(contentType: contentType);

        Assert.Equal(expected, status);
        Assert.Equal(expected == 200 ? 1 : 0, _project.Observations.Count);
        Assert.True(expected == 200 || body == """{"error":"Invalid content type"}""", body);
    }

    [Fact]
    public async Task The_answer_to_protobuf_is_json()
    {
        var answer = await PostAsync();

        Assert.Equal("application/json", answer.MediaType);
        Assert.StartsWith("{\"name\":", answer.Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_request_is_answered_with_an_empty_object() => Assert.Equal("{}", (await PostAsync([])).Body);

    [Fact]
    public async Task Json_is_taken()
    {
        var (status, _, _) = await PostAsync(Encoding.UTF8.GetBytes(Json), "application/json; charset=utf-8");

        Assert.Equal(200, status);
        Assert.Equal(("of json", "ann"), (_project.Observations.Single().Name, _project.Observations.Single().UserId));
    }

    [Theory]
    [InlineData("""{"resourceSpans":[{"scopeSpans":{}}]}""", "scopeSpans:not_an_array")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"a","spanId":"b","attributes":{}}]}]}]}""", "attributes:not_an_array")]
    [InlineData("""{"resourceSpans":[{"scopeSpans":[{"spans":[{"spanId":"b"}]}]}]}""", "traceId:absent")]
    public async Task Json_with_other_than_lists_or_without_ids_is_refused(string json, string reason)
    {
        var (status, body, _) = await PostAsync(Encoding.UTF8.GetBytes(json), "application/json");

        Assert.Equal(400, status);
        Assert.Contains(reason, body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_span_without_ids_spoils_the_whole_batch()
    {
        var request = AttributedSpan.Requests(AttributedSpan.Span(1, 0, "good"), new ProtobufMessage().Bytes(1, ExportRequests.TraceId).Text(5, "bad"));

        var (status, body, _) = await PostAsync(request);

        Assert.Equal(400, status);
        Assert.Contains("spanId:absent", body, StringComparison.Ordinal);
        Assert.Empty(_project.Observations);
    }

    [Fact]
    public async Task Gzip_is_inflated_and_a_body_that_is_not_gzip_is_refused()
    {
        var good = await PostAsync(BackendClient.Gzip(AttributedSpan.Request()), headers: ("Content-Encoding", "gzip"));
        var bad = await PostAsync(AttributedSpan.Request(), headers: ("Content-Encoding", "gzip"));
        var cut = await PostAsync(BackendClient.Gzip(AttributedSpan.Request())[..^12], headers: ("Content-Encoding", "gzip"));

        Assert.Equal((200, 400, 400), (good.Status, bad.Status, cut.Status));
        Assert.Single(_project.Observations);
    }

    [Theory]
    [InlineData("pk-lf-1", "sk-lf-1", 200)]
    [InlineData("pk-lf-1", "sk-wrong", 401)]
    [InlineData("pk-unknown", "sk-lf-1", 401)]
    [InlineData("pk-lf-org", "sk-lf-org", 403)]
    public async Task Only_the_keys_of_the_project_are_accepted(string publicKey, string secretKey, int expected)
    {
        var (status, body, _) = await _client.PostAsync(_langfuse.TracesEndpoint, headers: ("Authorization", BackendClient.Basic(publicKey, secretKey)));

        Assert.Equal(expected, status);
        Assert.Equal(expected == 200, !body.Contains("\"message\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Bearer pk-lf-1", 403)]
    [InlineData("Bearer pk-unknown", 401)]
    [InlineData("Basic %%%", 401)]
    [InlineData("Digest abc", 401)]
    public async Task Other_authentication_is_refused(string authorization, int expected) =>
        Assert.Equal(expected, (await _client.PostAsync(_langfuse.TracesEndpoint, headers: ("Authorization", authorization))).Status);

    [Fact]
    public async Task Without_authentication_nothing_is_taken() => Assert.Equal(401, (await _client.PostAsync(_langfuse.TracesEndpoint)).Status);

    [Theory]
    [InlineData("1", 200)]
    [InlineData("4", 200)]
    [InlineData("5", 400)]
    [InlineData("0", 400)]
    [InlineData("four", 400)]
    public async Task The_version_of_ingestion_is_one_that_there_is(string version, int expected) =>
        Assert.Equal(expected, (await PostAsync(headers: ("x-langfuse-ingestion-version", version))).Status);

    [Fact]
    public async Task Only_its_own_paths_are_served()
    {
        var authorization = ("Authorization", BackendClient.Basic("pk-lf-1", "sk-lf-1"));

        var other = await _client.PostAsync(new Uri(_langfuse.Endpoint, "/v1/traces"), headers: authorization);
        var metrics = await _client.PostAsync(new Uri(_langfuse.Endpoint, "/api/public/otel/v1/metrics"), headers: authorization);
        var logs = await _client.PostAsync(new Uri(_langfuse.Endpoint, "/api/public/otel/v1/logs"), headers: authorization);

        Assert.Equal((404, 200, 404), (other.Status, metrics.Status, logs.Status));
        Assert.Empty(_project.Observations);
    }

    [Fact]
    public async Task A_body_that_is_too_long_is_refused_as_sent_and_inflated()
    {
        _langfuse.MaxBodyBytes = 100;
        var large = AttributedSpan.Request(("langfuse.observation.input", new string('x', 5_000)));

        var plain = await PostAsync(large);
        var zipped = await PostAsync(BackendClient.Gzip(large), headers: ("Content-Encoding", "gzip"));
        var small = await PostAsync(AttributedSpan.Request());

        Assert.Equal((413, 413, 200), (plain.Status, zipped.Status, small.Status));
    }

    [Fact]
    public async Task A_suspended_project_and_an_unavailable_database_have_different_answers()
    {
        _project.IsSuspended = true;
        var suspended = await PostAsync();
        _langfuse.DatabaseIsDown = true;
        var down = await PostAsync();

        Assert.Equal((403, 503), (suspended.Status, down.Status));
    }

    private Task<BackendAnswer> PostAsync(
        byte[]? body = null, string contentType = "application/x-protobuf", params (string Name, string Value)[] headers) =>
        _client.PostAsync(_langfuse.TracesEndpoint, body, contentType, [("Authorization", BackendClient.Basic("pk-lf-1", "sk-lf-1")), .. headers]);
}
