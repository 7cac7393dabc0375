using TracedLlm.Testing.Backends;
using TracedLlm.Testing.Tests.Otlp;
using static TracedLlm.Testing.Tests.Backends.AttributedSpan;

namespace TracedLlm.Testing.Tests.Backends;

public sealed class LangSmithReceiverTests : IAsyncLifetime
{
    private readonly BackendClient _client = new();
    private LangSmithReceiver _langSmith = null!;

    public async Task InitializeAsync() => _langSmith = await LangSmithReceiver.StartAsync("ls-key");

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _langSmith.DisposeAsync();
    }

    [Fact]
    public async Task The_stock_exporter_is_understood()
    {
        using var exporter = new StockExporter(_langSmith.TracesEndpoint, "x-api-key=ls-key,Langsmith-Project=mine");
        exporter.Source.StartActivity("of stock")!.Dispose();
        exporter.Flush();

        var run = Assert.Single(_langSmith.Runs);
        Assert.Equal(("of stock", "mine"), (run.Name, run.Project));
    }

    [Theory]
    [InlineData("ls-key", 200)]
    [InlineData("other", 401)]
    public async Task The_key_is_in_its_own_header(string key, int expected)
    {
        Assert.Equal(expected, (await _client.PostAsync(_langSmith.TracesEndpoint, headers: ("x-api-key", key))).Status);
        Assert.Equal(401, (await _client.PostAsync(_langSmith.TracesEndpoint, headers: ("Authorization", $"Bearer {key}"))).Status);
    }

    [Theory]
    [InlineData("application/x-protobuf", 200)]
    [InlineData("application/json", 415)]
    public async Task Protobuf_is_taken(string contentType, int expected) => Assert.Equal(expected, (await PostAsync(Request(), contentType)).Status);

    [Fact]
    public async Task Only_its_own_path_is_served()
    {
        await using var own = await LangSmithReceiver.StartAsync("ls-key", "/api/v1/otel/v1/traces");

        Assert.EndsWith("/api/v1", own.Base.ToString(), StringComparison.Ordinal);
        Assert.Equal(200, (await _client.PostAsync(own.TracesEndpoint, headers: ("x-api-key", "ls-key"))).Status);
        Assert.Equal(404, (await _client.PostAsync(new Uri(own.Endpoint, "/otel/v1/traces"), headers: ("x-api-key", "ls-key"))).Status);
    }

    [Fact]
    public async Task Broken_bodies_are_refused()
    {
        Assert.Equal(400, (await PostAsync(Request()[..^1])).Status);
        Assert.Equal(400, (await PostAsync(Request(), headers: ("Content-Encoding", "gzip"))).Status);
        Assert.Equal(200, (await PostAsync(BackendClient.Gzip(Request()), headers: ("Content-Encoding", "gzip"))).Status);
    }

    [Fact]
    public async Task A_span_without_its_parent_is_dropped_with_its_descendants()
    {
        var (status, _, _) = await PostAsync(Requests(Span(1, 9, "orphan"), Span(2, 1, "below"), Span(3, 0, "root"), Span(4, 3, "child")));

        Assert.Equal(200, status);
        Assert.Equal(["root", "child"], _langSmith.Runs.Select(run => run.Name));
        Assert.Equal(["orphan", "below"], _langSmith.Orphans.Select(span => span.Name));
    }

    [Fact]
    public async Task Children_are_kept_if_their_parent_arrives_later()
    {
        await PostAsync(Requests(Span(2, 1, "child")));
        Assert.Empty(_langSmith.Runs);

        await PostAsync(Requests(Span(1, 0, "root")));

        Assert.Equal(["child", "root"], _langSmith.Runs.Select(run => run.Name));
        Assert.Empty(_langSmith.Orphans);
    }

    [Fact]
    public async Task Ids_are_filled_up_to_UUIDs()
    {
        await PostAsync(Requests(Span(1, 0, "root"), Span(2, 1, "child")));

        var child = _langSmith.Runs[1];
        Assert.Equal("00000000-0000-0000-0000-000000000002", child.Id.ToString());
        Assert.Equal(_langSmith.Runs[0].Id, child.ParentId);
        Assert.Equal("0af76519-16cd-43dd-8448-eb211c80319c", child.TraceId.ToString());
    }

    [Theory]
    [InlineData("langsmith.span.kind", "llm", "llm")]
    [InlineData("langsmith.span.kind", "guardrail", "chain")]
    [InlineData("gen_ai.operation.name", "chat", "llm")]
    [InlineData("gen_ai.tool.name", "search", "tool")]
    [InlineData("other", "llm", "chain")]
    public async Task The_type_of_a_run_is_one_that_there_is(string key, string value, string expected)
    {
        await PostAsync(Request((key, value)));

        Assert.Equal(expected, _langSmith.Runs.Single().Type);
    }

    [Fact]
    public async Task A_run_has_the_values_of_its_attributes()
    {
        await PostAsync(Request(
            ("langsmith.trace.name", "named"),
            ("langsmith.trace.session_name", "project"),
            ("langsmith.metadata.session_id", "thread"),
            ("langsmith.metadata.user_id", "ann"),
            ("langsmith.span.tags", "a,b"),
            ("gen_ai.prompt", "in"),
            ("gen_ai.completion", "out")));

        var run = _langSmith.Runs.Single();
        Assert.Equal(("named", "project", "thread", "ann"), (run.Name, run.Project, run.Thread, run.Metadata["user_id"]));
        Assert.Equal(("in", "out", null), (run.Inputs, run.Outputs, run.Error));
        Assert.Equal(["a", "b"], run.Tags);
    }

    [Fact]
    public async Task A_failed_run_has_its_error_and_exceptions()
    {
        var exception = new ProtobufMessage().Text(2, "exception").Message(3, new ProtobufMessage().Text(1, "exception.message").Message(2, new ProtobufMessage().Text(1, "slow down")));
        await PostAsync(Requests(Span(1, 0, "failed").Message(11, exception).Message(15, new ProtobufMessage().Text(2, "slow down").Varint(3, 2))));

        var run = Assert.Single(_langSmith.Runs);
        Assert.Equal(("slow down", "slow down"), (run.Error, Assert.Single(run.Exceptions)));
    }

    [Fact]
    public async Task Thoughts_are_parts_of_the_content()
    {
        await PostAsync(Request(
            ("gen_ai.prompt", """{"messages":[{"role":"user","content":"Hi"}]}"""),
            ("gen_ai.completion", """{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"Hm"},{"type":"text","text":"Hello"}]}]}""")));

        var run = _langSmith.Runs.Single();
        Assert.Equal(["user: Hi"], run.InputMessages);
        Assert.Equal(["assistant: reasoning(Hm) + Hello"], run.OutputMessages);
        Assert.False(run.HasCutJson);
    }

    private Task<BackendAnswer> PostAsync(
        byte[] body, string contentType = "application/x-protobuf", params (string Name, string Value)[] headers) =>
        _client.PostAsync(_langSmith.TracesEndpoint, body, contentType, [("x-api-key", "ls-key"), .. headers]);
}
